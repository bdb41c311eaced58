import { test } from 'tap'
import { decimalPrice } from '../src/decimal-price.js'
import { formatPrice } from '../src/format-price.js'

test('formatPrice', async (t) => {
  t.test('shows as many decimals as ISO 4217 gives the currency', async (t) => {
    for (const [amount, currency, shown] of [
      [1999, 'EUR', '€19.99'],
      [5, 'EUR', '€0.05'],
      [0, 'EUR', '€0.00'],
      [123_456_789, 'EUR', '€1,234,567.89'],
      [129_900, 'HUF', 'HUF 1,299.00'],
      [2_500_000, 'IDR', 'IDR 25,000.00'],
      [1999, 'JPY', 'JP¥1,999'],
      [1999, 'KWD', 'KWD 1.999'],
      [1999, 'CLF', 'CLF 0.1999']
    ] as const) {
      t.equal(formatPrice(amount, currency).replace(/\s/g, ' '), shown)
    }
  })

  t.test('writes it as the language does', async (t) => {
    t.equal(formatPrice(1999, 'EUR', 'de-DE').replace(/\s/g, ' '), '19,99 €')
    t.equal(formatPrice(1250, 'CNY', 'zh-Hans'), '¥12.50')
    t.equal(formatPrice(1250, 'CNY', 'en'), 'CN¥12.50')
    t.equal(formatPrice(1999, 'EUR'), '€19.99', 'and keeps the languages apart')
  })

  t.test('writes it in English for an unknown language', async (t) => {
    for (const language of ['', 'no language', 'zz', '😀'])
      t.equal(formatPrice(1999, 'EUR', language), '€19.99')
  })

  t.test('shows amount and code of what is no currency', async (t) => {
    for (const code of ['E1R', '', 'eur']) t.equal(formatPrice(1999, code), `1999 ${code}`)
  })
})

test('decimalPrice writes it as programs read it', async (t) => {
  for (const [amount, currency, decimal] of [
    [1999, 'EUR', '19.99'],
    [5, 'EUR', '0.05'],
    [2_500_000, 'IDR', '25000.00'],
    [1999, 'JPY', '1999'],
    [1999, 'KWD', '1.999'],
    [123_456_789_012, 'EUR', '1234567890.12'],
    [1999, 'E1R', undefined]
  ] as const) {
    t.equal(decimalPrice(amount, currency), decimal)
  }
})
