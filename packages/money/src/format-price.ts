import { minorUnits } from './currencies.js'

/**
 * A price as people read it: `€19.99`. It never throws: of what is no currency it shows the amount and the code.
 *
 * @param amount in minor units of the currency
 * @param currency ISO 4217
 * @param language BCP 47
 */
export function formatPrice(amount: number, currency: string, language = 'en-IE'): string {
  const decimals = minorUnits(currency)
  if (decimals === undefined) return `${amount} ${currency}`
  const key = `${language} ${currency}`
  const format = formats.get(key) ?? createFormat(language, currency, decimals)
  formats.set(key, format)
  return format.format(amount / 10 ** decimals)
}

// To make one takes as long as to format hundreds of prices.
const formats = new Map<string, Intl.NumberFormat>()

function createFormat(language: string, currency: string, decimals: number): Intl.NumberFormat {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  return new Intl.NumberFormat(language, { style: 'currency', currency, ...digits })
}
