import { minorUnits } from '@larder/money'

/**
 * An amount as Stripe's API counts it. Its units differ from ISO 4217's: krónur of Iceland and shillings of Uganda
 * have two decimals there, which are always 0, ariary of Madagascar has none, and the last digit of currencies with
 * three decimals is always 0 (docs.stripe.com/currencies, "Specify amounts in API requests").
 *
 * @param amount in minor units by ISO 4217
 * @param currency an alphabetic code of ISO 4217
 * @returns undefined where Stripe cannot charge just that: it does not know the currency, or such a fraction, or it is
 * less or more than it takes
 */
export function toStripeAmount(amount: number, currency: string): number | undefined {
  const units = TAKEN.has(currency) ? toStripeRefund(amount, currency) : undefined
  if (units === undefined || units < (SMALLEST[currency] ?? 1)) return undefined
  return units > (LARGEST[currency] ?? EIGHT_DIGITS) ? undefined : units
}

/**
 * A part of an amount that Stripe has taken: a refund may be smaller than what can be charged.
 *
 * @returns undefined where Stripe does not know such a fraction
 */
export function toStripeRefund(amount: number, currency: string): number | undefined {
  const decimals = minorUnits(currency)
  if (decimals === undefined) return undefined
  const units = shift(amount, stripeDecimals(currency, decimals) - decimals)
  return decimals === 3 && amount % 10 !== 0 ? undefined : units
}

/**
 * An amount of Stripe's in minor units by ISO 4217.
 *
 * @param currency as Stripe writes it, in small letters, or in capitals
 * @returns undefined for a currency that is none, and for a fraction that ISO 4217 does not have
 */
export function fromStripeAmount(units: number, currency: string): number | undefined {
  const code = currency.toUpperCase()
  const decimals = minorUnits(code)
  if (decimals === undefined) return undefined
  return shift(units, decimals - stripeDecimals(code, decimals))
}

/** Times a power of ten; undefined where a fraction would be left. */
function shift(amount: number, decimals: number): number | undefined {
  if (decimals >= 0) return amount * 10 ** decimals
  const divisor = 10 ** -decimals
  return amount % divisor === 0 ? amount / divisor : undefined
}

function stripeDecimals(currency: string, decimals: number): number {
  return STRIPE_DECIMALS[currency] ?? decimals
}

const STRIPE_DECIMALS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 }

// docs.stripe.com/currencies, "Minimum charge amount by currency", in Stripe's units. What is not listed depends on the
// shop's bank account, and Stripe tells it.
const SMALLEST: Readonly<Record<string, number>> = {
  ...{ USD: 50, AED: 200, ARS: 50, AUD: 50, BRL: 50, CAD: 50, CHF: 50, COP: 50, CZK: 1500, DKK: 250 },
  ...{ EUR: 50, GBP: 30, HKD: 400, HUF: 17_500, IDR: 50, ILS: 50, INR: 50, JPY: 50, KRW: 50, MXN: 1000 },
  ...{ MYR: 200, NOK: 300, NZD: 50, PHP: 50, PLN: 200, RON: 200, RUB: 50, SEK: 300, SGD: 50, THB: 1000 },
  ZAR: 50
}

// docs.stripe.com/currencies, "Maximum charge amounts": what every means of payment takes. Cards take more.
const EIGHT_DIGITS = 99_999_999
const LARGEST: Readonly<Record<string, number>> = {
  IDR: 999_999_999_999,
  COP: 9_999_999_999,
  INR: 999_999_999
}

// docs.stripe.com/currencies, "Supported presentment currencies", and those with three decimals. The country of the
// shop's account may have fewer.
const TAKEN = new Set(
  `AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CVE
   CZK DJF DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR ISK JMD JOD JPY KES KGS
   KHR KMF KRW KWD KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD
   OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TND TOP TRY TTD TWD
   TZS UAH UGX USD UYU UZS VND VUV WST XAF XCD XOF XPF YER ZAR ZMW`.split(/\s+/)
)
