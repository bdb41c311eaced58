import fc from 'fast-check'
import { test } from 'tap'
import { LARGEST_AMOUNT } from '../src/amounts.js'
import { decimalPrice } from '../src/decimal-price.js'
import { parsePrice } from '../src/parse-price.js'

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
