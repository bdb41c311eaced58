/**
 * A price as people read it.
 *
 * @param price in minor units of the currency
 * @param currency ISO 4217
 * @param locale BCP 47
 */
export function formatPrice(price: number, currency: string, locale = 'en-IE'): string {
  const key = `${locale} ${currency}`
  const format = formats.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency })
  formats.set(key, format)
  const { maximumFractionDigits = 2 } = format.resolvedOptions()
  return format.format(price / 10 ** maximumFractionDigits)
}

const formats = new Map<string, Intl.NumberFormat>()
