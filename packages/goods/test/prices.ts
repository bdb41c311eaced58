import { test } from 'tap'
import { formatPrice } from '../src/prices.js'

test('formatPrice', async (t) => {
  t.test('shows as many decimals as the currency has', async (t) => {
    for (const [price, currency, shown] of [
      [1999, 'EUR', '€19.99'],
      [5, 'EUR', '€0.05'],
      [0, 'EUR', '€0.00'],
      [123_456_789, 'EUR', '€1,234,567.89'],
      [1999, 'JPY', 'JP¥1,999'],
      [1999, 'KWD', 'KWD 1.999']
    ] as const) {
      t.equal(formatPrice(price, currency).replace(/\s/g, ' '), shown)
    }
  })

  t.test('writes it as the locale does', async (t) => {
    t.equal(formatPrice(1999, 'EUR', 'de-DE').replace(/\s/g, ' '), '19,99 €')
    t.equal(formatPrice(1999, 'EUR'), '€19.99', 'and keeps the locales apart')
  })
})
