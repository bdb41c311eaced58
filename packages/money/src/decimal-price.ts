import { minorUnits } from './currencies.js'

/**
 * An amount as a decimal number for programs: 1999 of EUR is `19.99`, of JPY `1999`.
 *
 * @param amount in minor units of the currency
 * @param currency ISO 4217
 * @returns undefined for what is no currency
 */
export function decimalPrice(amount: number, currency: string): string | undefined {
  const decimals = minorUnits(currency)
  return decimals === undefined ? undefined : (amount / 10 ** decimals).toFixed(decimals)
}
