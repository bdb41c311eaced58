import type { Wording } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { PAYMENTS_ERR_METHOD } from '../errors.js'
import { epcCode } from './epc-code.js'
import type { PaymentMethod } from './payment-method.js'

export interface TransferOptions {
  /** The account's owner, at most 70 characters. */
  owner: string
  /** With or without spaces. */
  iban: string
  /** @default none: banks of the European Economic Area need none */
  bic?: string | undefined
  /** @default 'transfer' */
  name?: string | undefined
  /** @default 'Bank transfer', in the reader's language */
  label?: Wording | undefined
  /** How many days the money may take: then the order expires. @default 7 */
  days?: number | undefined
}

/**
 * Is paid by a transfer to the shop's account, in euro, with a QR code for the apps of banks. Staff
 * record what arrives.
 *
 * @throws PAYMENTS_ERR_METHOD where the IBAN is wrong
 */
export function transfer(options: TransferOptions): PaymentMethod {
  const { owner, bic, name = 'transfer', label = LABEL, days = 7 } = options
  const iban = options.iban.replaceAll(' ', '').toUpperCase()
  if (!isIban(iban)) throw new PAYMENTS_ERR_METHOD(name, `the IBAN '${options.iban}' is wrong`)
  if (owner === '' || owner.length > MOST_OF_OWNER) {
    throw new PAYMENTS_ERR_METHOD(name, `the account's owner has 1 to ${MOST_OF_OWNER} characters`)
  }
  return {
    name,
    label,
    offered: ({ currency }) => currency === 'EUR',
    payBy: (now) => new Date(now.getTime() + days * DAY),
    instructions: (order, due, t) => ({
      text: (t) => t('payments:transfer.text'),
      details: {
        [t('payments:transfer.amount')]: formatPrice(due, order.currency, t.language),
        [t('payments:transfer.reference')]: order.number ?? '',
        [t('payments:transfer.owner')]: owner,
        IBAN: iban.replaceAll(/(.{4})(?=.)/g, '$1 '),
        ...(bic && { BIC: bic })
      },
      qr: epcCode({ owner, iban, bic, amount: due, reference: order.number ?? '' })
    })
  }
}

/** Whether an IBAN without spaces has the right check digits (ISO 13616: it is 1 modulo 97). */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z\d]{11,30}$/.test(iban)) return false
  const digits = (iban.slice(4) + iban.slice(0, 4)).replaceAll(
    /[A-Z]/g,
    (letter) => `${parseInt(letter, 36)}`
  )
  return BigInt(digits) % 97n === 1n
}

const LABEL: Wording = (t) => t('payments:transfer.label')
const MOST_OF_OWNER = 70
const DAY = 24 * 60 * 60_000
