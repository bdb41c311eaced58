/** To whom a transfer goes. */
export interface EpcTransfer {
  /** The account's owner, at most 70 characters. */
  owner: string
  iban: string
  /** Not needed within the European Economic Area. */
  bic?: string
  /** In cents of EUR, up to 99999999999. */
  amount: number
  /** At most 140 characters. */
  reference: string
}

/**
 * The content of a QR code by which banks' apps fill in a transfer in euro (EPC069-12, version 002,
 * "Quick Response Code: Guidelines to enable data capture for the initiation of a SEPA credit
 * transfer").
 */
export function epcCode({ owner, iban, bic = '', amount, reference }: EpcTransfer): string {
  const euros = `EUR${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`
  // The eighth and ninth are a purpose and a structured reference; UTF-8 is 1.
  return ['BCD', '002', '1', 'SCT', bic, owner, iban.replaceAll(' ', ''), euros, '', '', reference].join('\n')
}
