/**
 * A price as people read it.
 *
 * @param price in minor units of the currency
 * @param currency ISO 4217
 * @param locale BCP 47
 */
export function formatPrice(price: number, currency: string, locale = 'en-IE'): string {
  const key = `${locale} ${currency}`
  const known = formats.get(key) ?? createFormat(locale, currency)
  formats.set(key, known)
  return known.format.format(price / known.minorUnits)
}

interface PriceFormat {
  format: Intl.NumberFormat
  /** How many of them make one of the currency. */
  minorUnits: number
}

const formats = new Map<string, PriceFormat>()

function createFormat(locale: string, currency: string): PriceFormat {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency })
  // It takes as long as to format a price.
  const { maximumFractionDigits = 2 } = format.resolvedOptions()
  return { format, minorUnits: 10 ** maximumFractionDigits }
}
