import { minorUnits } from './currencies.js'

/**
 * A price as people read it: `€19.99`. It never throws: of an unknown currency it shows the amount
 * and the code, and for an unknown language it takes the default.
 *
 * @param amount in minor units of the currency
 * @param currency ISO 4217
 * @param language BCP 47
 */
export function formatPrice(amount: number, currency: string, language = DEFAULT_LANGUAGE): string {
  const decimals = minorUnits(currency)
  if (decimals === undefined) return `${amount} ${currency}`
  const key = `${language} ${currency}`
  const format = formats.get(key) ?? createFormat(language, currency, decimals)
  formats.set(key, format)
  return format.format(amount / 10 ** decimals)
}

const DEFAULT_LANGUAGE = 'en-IE'

// To make one takes as long as to format hundreds of prices.
const formats = new Map<string, Intl.NumberFormat>()

function createFormat(language: string, currency: string, decimals: number): Intl.NumberFormat {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals }
  // English alone is that of Europe here: `US$5.00`, as the shop's currency may be another dollar.
  const isKnown = language !== 'en' && isLanguageTag(language)
  const languages = isKnown ? [language, DEFAULT_LANGUAGE] : DEFAULT_LANGUAGE
  return new Intl.NumberFormat(languages, { style: 'currency', currency, ...digits })
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0
  } catch {
    return false
  }
}
