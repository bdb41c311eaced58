import { isIban, onDelivery, type PaymentMethod, transfer } from '@larder/payments/methods'
import { type ConfigOf, parseList, type SettingRows } from '@larder/serve'

/** How orders are paid. */
export const PAYMENT_SETTINGS = {
  iban: {
    env: 'LARDER_IBAN',
    about: 'the account that orders in euro are paid to; without it, nobody pays by transfer',
    parse: parseIban
  },
  bic: {
    env: 'LARDER_BIC',
    about: 'the BIC of its bank, for customers outside the European Economic Area',
    parse: parseBic
  },
  accountOwner: {
    env: 'LARDER_ACCOUNT_OWNER',
    about: 'whose account that is, at most 70 characters (default: the seller)',
    parse: parseOwner
  },
  payOnDelivery: {
    env: 'LARDER_PAY_ON_DELIVERY',
    about:
      'the delivery methods that take money at the door, with commas between them, or none (default: van,pick-up)',
    default: 'van,pick-up',
    parse: parseList
  }
} satisfies SettingRows

type PaymentConfig = ConfigOf<typeof PAYMENT_SETTINGS>

interface Surroundings {
  /** Whether an account that is not set is made up. */
  development: boolean
  sellerName: string
  stripeSecretKey?: string
}

/** The ways to pay that are set. */
export function paymentMethodsOf(config: PaymentConfig & Surroundings): PaymentMethod[] {
  const { iban = config.development ? EXAMPLE_IBAN : undefined, bic, payOnDelivery } = config
  const owner = config.accountOwner ?? config.sellerName.slice(0, MOST_OF_OWNER)
  const takesMoney = payOnDelivery.filter((code) => code !== 'none')
  return [
    ...(iban ? [transfer({ owner, iban, bic })] : []),
    ...(takesMoney.length > 0 ? [onDelivery({ deliveryMethods: takesMoney })] : [])
  ]
}

/** Nobody can order where nothing can be paid. */
export function warningsOfPayment(config: PaymentConfig & Surroundings): string[] {
  if (config.stripeSecretKey || config.iban || config.development) return []
  const { length } = paymentMethodsOf(config)
  return [
    length > 0
      ? 'Orders can be paid at the door only, not those that go by post: set LARDER_IBAN or STRIPE_SECRET_KEY.'
      : 'No order can be paid: set LARDER_IBAN, LARDER_PAY_ON_DELIVERY or STRIPE_SECRET_KEY.'
  ]
}

/** What a shop has that sets none: an account that is made up. */
export const EXAMPLE_METHODS = () => [transfer({ owner: 'Larder', iban: EXAMPLE_IBAN }), onDelivery()]

const EXAMPLE_IBAN = 'DE89370400440532013000'
const MOST_OF_OWNER = 70

function parseIban(text: string): string {
  const iban = text.replaceAll(' ', '').toUpperCase()
  if (!isIban(iban))
    throw new Error('Write an IBAN whose check digits are right, like DE89370400440532013000.')
  return iban
}

function parseBic(text: string): string {
  if (/^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$/.test(text)) return text
  throw new Error('Write a BIC of 8 or 11 capitals and digits, like COBADEFFXXX.')
}

function parseOwner(text: string): string {
  const owner = text.trim()
  if (owner === '' || owner.length > MOST_OF_OWNER) throw new Error('Write a name of 1 to 70 characters.')
  return owner
}
