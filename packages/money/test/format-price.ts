import fc from 'fast-check'
import { test } from 'tap'
import { LARGEST_AMOUNT } from '../src/amounts.js'
import { decimalPrice } from '../src/decimal-price.js'
import { formatPrice } from '../src/format-price.js'
import { parsePrice } from '../src/parse-price.js'

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

test('parsePrice', async (t) => {
  t.test('reads what people type with the decimal sign that is given', async (t) => {
    for (const [text, currency, decimal, amount] of [
      ['19.99', 'EUR', '.', 1999],
      ['19,99', 'EUR', ',', 1999],
      [' 49.5 ', 'EUR', '.', 4950],
      ['49', 'EUR', ',', 4900],
      ['0,05', 'EUR', ',', 5],
      ['1999', 'JPY', '.', 1999],
      ['1.999', 'KWD', '.', 1999],
      ['21474836.47', 'EUR', '.', LARGEST_AMOUNT]
    ] as const) {
      t.same(parsePrice(text, currency, decimal), { outcome: 'price', amount }, text)
    }
  })

  t.test('asks rather than guesses', async (t) => {
    for (const [text, currency, decimal, outcome] of [
      ['49.50', 'EUR', ',', 'not-a-price'],
      ['49,50', 'EUR', '.', 'not-a-price'],
      ['1.234,50', 'EUR', ',', 'not-a-price'],
      ['1,234', 'EUR', '.', 'not-a-price'],
      ['-5', 'EUR', '.', 'not-a-price'],
      ['1E+12', 'EUR', '.', 'not-a-price'],
      ['.5', 'EUR', '.', 'not-a-price'],
      ['5.', 'EUR', '.', 'not-a-price'],
      ['€5', 'EUR', '.', 'not-a-price'],
      ['', 'EUR', '.', 'not-a-price'],
      ['5.005', 'EUR', '.', 'too-many-decimals'],
      ['5.000', 'EUR', '.', 'too-many-decimals'],
      ['5.0', 'JPY', '.', 'too-many-decimals'],
      ['21474836.48', 'EUR', '.', 'too-large'],
      ['9'.repeat(400), 'EUR', '.', 'too-large'],
      ['5', 'eur', '.', 'not-a-currency']
    ] as const) {
      t.same(parsePrice(text, currency, decimal), { outcome }, text)
    }
  })

  t.test('reads what decimalPrice writes', async () => {
    const currency = fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF')
    const property = fc.property(fc.nat(LARGEST_AMOUNT), currency, (amount, currency) => {
      const text = decimalPrice(amount, currency) ?? ''
      const read = ['.', ','] as const
      return read.every((decimal) => {
        const parsed = parsePrice(text.replace('.', decimal), currency, decimal)
        return parsed.outcome === 'price' && parsed.amount === amount
      })
    })
    fc.assert(property, { numRuns: 1_000 })
  })
})
