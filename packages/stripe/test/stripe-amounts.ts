import { LARGEST_AMOUNT, minorUnits } from '@larder/money'
import fc from 'fast-check'
import { test } from 'tap'
import { fromStripeAmount, toStripeAmount, toStripeRefund } from '../src/stripe-amounts.js'

test('an amount in Stripe’s units', async (t) => {
  for (const [amount, currency, units] of [
    [1999, 'EUR', 1999],
    [500, 'JPY', 500],
    [5, 'ISK', 500],
    [5, 'UGX', 500],
    [500, 'MGA', 5],
    [501, 'MGA', undefined],
    [5120, 'KWD', 5120],
    [5124, 'KWD', undefined],
    [129_900, 'HUF', 129_900],
    [80_045, 'TWD', 80_045]
  ] as const) {
    t.equal(toStripeAmount(amount, currency), units, `${amount} ${currency}`)
  }

  t.test('is none where Stripe does not take the currency', async (t) => {
    for (const currency of ['IQD', 'LYD', 'IRR', 'KPW', 'CLF', 'eur', 'E1R', '', 'constructor']) {
      t.equal(toStripeAmount(100_000, currency), undefined, currency)
    }
  })

  t.test('is none where it is less or more than Stripe takes', async (t) => {
    for (const [amount, currency, taken] of [
      [49, 'EUR', false],
      [50, 'EUR', true],
      [29, 'GBP', false],
      [30, 'GBP', true],
      [17_499, 'HUF', false],
      [49, 'JPY', false],
      [99_999_999, 'EUR', true],
      [100_000_000, 'EUR', false],
      [1_000_000, 'ISK', false],
      [999_999, 'ISK', true],
      [LARGEST_AMOUNT, 'IDR', true],
      [999_999_999, 'INR', true],
      [1_000_000_000, 'INR', false]
    ] as const) {
      t.equal(toStripeAmount(amount, currency) !== undefined, taken, `${amount} ${currency}`)
    }
  })

  t.test('may be small in a refund', async (t) => {
    t.equal(toStripeRefund(1, 'EUR'), 1)
    t.equal(toStripeRefund(1, 'ISK'), 100)
    t.equal(toStripeRefund(1, 'KWD'), undefined)
  })

  t.test('comes back as it was, for any amount and currency', async () => {
    const currencies = ['EUR', 'JPY', 'ISK', 'UGX', 'MGA', 'KWD', 'BHD', 'IDR', 'HUF', 'VND', 'COP']
    const amounts = fc.integer({ min: 0, max: LARGEST_AMOUNT })
    fc.assert(
      fc.property(amounts, fc.constantFrom(...currencies), (amount, currency) => {
        const units = toStripeAmount(amount, currency)
        if (units === undefined) return
        return Number.isSafeInteger(units) && fromStripeAmount(units, currency.toLowerCase()) === amount
      })
    )
  })

  t.test('is worth the same, whatever the units', async (t) => {
    const decimals: Record<string, number> = { EUR: 2, JPY: 0, ISK: 2, UGX: 2, MGA: 0, KWD: 3 }
    for (const [currency, stripes] of Object.entries(decimals)) {
      const whole = 1000 * 10 ** (minorUnits(currency) ?? 0)
      t.equal(toStripeAmount(whole, currency), 1000 * 10 ** stripes, currency)
    }
  })
})

test('an amount of Stripe’s that ISO 4217 cannot write is none', async (t) => {
  t.equal(fromStripeAmount(550, 'isk'), undefined)
  t.equal(fromStripeAmount(5, 'mga'), 500)
  t.equal(fromStripeAmount(5, 'xyz'), undefined)
})
