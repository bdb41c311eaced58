/**
 * How many decimals a currency has: 2 for EUR, so that an amount of 1999 is 19.99. The table is ISO
 * 4217's and stands here: `Intl` follows CLDR, which says 0 for HUF where the standard says 2, and
 * changes with each version of Node.
 *
 * @param currency an alphabetic code of ISO 4217
 * @returns undefined for what is no currency
 */
export function minorUnits(currency: string): number | undefined {
  return DECIMALS.get(currency)
}

/**
 * Whether this is the code of a currency in use: `EUR`, in capitals. Funds, metals and the codes
 * for tests are none.
 */
export function isCurrency(text: string): boolean {
  return DECIMALS.has(text)
}

// ISO 4217, list one (active currencies), as of 2026.
const BY_DECIMALS = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2: `
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU
    CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS
    KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB
    PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD
    TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG`,
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW'
}

const DECIMALS = new Map(
  Object.entries(BY_DECIMALS).flatMap(([decimals, codes]) =>
    codes
      .trim()
      .split(/\s+/)
      .map((code): [string, number] => [code, Number(decimals)])
  )
)
