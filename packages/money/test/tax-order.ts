import fc from 'fast-check'
import { test } from 'tap'
import { LARGEST_AMOUNT, sumAmounts } from '../src/amounts.js'
import { refundTax, valueOfUnits } from '../src/refund-tax.js'
import { splitByWeight } from '../src/split-by-weight.js'
import { taxOf } from '../src/tax-of.js'
import { type TaxedDelivery, type TaxRate, taxOrder } from '../src/tax-order.js'

const STANDARD = { category: 'standard', rate: 190_000 }
const REDUCED = { category: 'reduced', rate: 70_000 }
const ZERO = { category: 'zero', rate: 0 }

test('taxOf', async (t) => {
  t.test('rounds half up', async (t) => {
    for (const [gross, rate, tax] of [
      [11900, 190_000, 1900],
      [1999, 190_000, 319],
      [107, 70_000, 7],
      [3, 200_000, 1],
      [1, 1_000_000, 1],
      [10_000, 88_750, 815],
      [1999, 0, 0],
      [0, 190_000, 0],
      [LARGEST_AMOUNT, 1_000_000, 1_073_741_824]
    ] as const) {
      t.equal(taxOf(gross, rate), tax, `${gross} at ${rate}`)
    }
  })

  t.test('is what exact arithmetic says', async () => {
    const property = fc.property(fc.nat(LARGEST_AMOUNT), fc.nat(1_000_000), (gross, rate) => {
      const [amount, part, whole] = [BigInt(gross), BigInt(rate), 1_000_000n + BigInt(rate)]
      return BigInt(taxOf(gross, rate)) === (2n * amount * part + whole) / (2n * whole)
    })
    fc.assert(property, { numRuns: 5_000 })
  })

  t.test('refuses what is no amount, and no rate', async (t) => {
    for (const amount of [-1, 0.5, LARGEST_AMOUNT + 1]) {
      t.throws(() => taxOf(amount, 190_000), { code: 'MONEY_ERR_AMOUNT' })
    }
    for (const rate of [-1, 0.19, 1_000_001, Number.NaN]) {
      t.throws(() => taxOf(100, rate), { code: 'MONEY_ERR_RATE' })
    }
  })
})

test('taxOrder', async (t) => {
  t.test('rounds once for each rate, and not for each line', async (t) => {
    const lines = [
      { ...STANDARD, gross: 10 },
      { ...REDUCED, gross: 500 },
      { ...STANDARD, gross: 10 },
      { ...STANDARD, gross: 10 }
    ]
    t.same(taxOrder(lines), {
      rates: [
        { ...STANDARD, gross: 30, tax: 5, net: 25 },
        { ...REDUCED, gross: 500, tax: 33, net: 467 }
      ],
      lineTaxes: [2, 33, 2, 1],
      deliveryTax: 0
    })
  })

  t.test('keeps categories of one rate apart', async (t) => {
    const books = { category: 'books', rate: 70_000 }
    const { rates } = taxOrder([
      { ...REDUCED, gross: 100 },
      { ...books, gross: 100 }
    ])
    t.same(
      rates.map(({ category, tax }) => [category, tax]),
      [
        ['reduced', 7],
        ['books', 7]
      ]
    )
  })

  t.test('taxes the delivery as its method says', async (t) => {
    const goods = [
      { ...STANDARD, gross: 300 },
      { ...REDUCED, gross: 100 },
      { ...ZERO, gross: 0 }
    ]
    const free = goods.map((line) => ({ ...line, gross: 0 }))
    for (const [lines, tax, grosses] of [
      [goods, 'proportional', { standard: 300 + 375, reduced: 100 + 125, zero: 0 }],
      [goods, 'highest', { standard: 300 + 500, reduced: 100, zero: 0 }],
      [goods, REDUCED, { standard: 300, reduced: 100 + 500, zero: 0 }],
      [goods.slice(1), 'highest', { reduced: 100 + 500, zero: 0 }],
      [free, 'proportional', { standard: 500, reduced: 0, zero: 0 }],
      [free, 'highest', { standard: 500, reduced: 0, zero: 0 }],
      [[], 'proportional', { standard: 500 }]
    ] as const) {
      const { rates } = taxOrder(lines, { gross: 500, tax, standard: STANDARD })
      t.same(Object.fromEntries(rates.map(({ category, gross }) => [category, gross])), grosses)
    }
  })

  t.test('refuses an order that no column holds', async (t) => {
    const delivery: TaxedDelivery = { gross: 1, tax: 'proportional', standard: STANDARD }
    t.throws(() => taxOrder([{ ...STANDARD, gross: LARGEST_AMOUNT }], delivery), {
      code: 'MONEY_ERR_TOO_LARGE'
    })
  })
})

test('splitByWeight', async (t) => {
  t.test('gives the first of equal remainders what is left', async (t) => {
    for (const [amount, weights, parts] of [
      [100, [1, 1, 1], [34, 33, 33]],
      [2, [1, 1, 1], [1, 1, 0]],
      [10, [1, 2, 4], [1, 3, 6]],
      [5, [0, 0], [5, 0]],
      [0, [], []],
      [7, [0, 3, 0], [0, 7, 0]],
      [LARGEST_AMOUNT, [LARGEST_AMOUNT, LARGEST_AMOUNT], [1_073_741_824, 1_073_741_823]]
    ] as const) {
      t.same(splitByWeight(amount, weights), parts)
    }
  })

  t.test('sums exactly, each part being its share rounded up or down', async () => {
    const amount = fc.nat(LARGEST_AMOUNT)
    const weights = fc.array(fc.nat(LARGEST_AMOUNT), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(amount, weights, (amount, weights) => {
        const parts = splitByWeight(amount, weights)
        const whole = weights.reduce((sum, weight) => sum + weight, 0) || 1
        return (
          sumOf(parts) === amount &&
          parts.every((part, index) => {
            const weight = weights[index] ?? 0
            // Where there is no weight at all, the first part has none to compare with.
            if (whole === 1 && weight === 0) return true
            const error = BigInt(part) * BigInt(whole) - BigInt(amount) * BigInt(weight)
            return error < BigInt(whole) && -error < BigInt(whole)
          })
        )
      }),
      { numRuns: 2_000 }
    )
  })

  t.test('refuses an amount that has nobody to take it, and amounts that are none', async (t) => {
    t.throws(() => splitByWeight(1, []), { code: 'MONEY_ERR_NOTHING_TO_SPLIT' })
    for (const amount of [-1, 0.5, Number.NaN, LARGEST_AMOUNT + 1]) {
      t.throws(() => splitByWeight(amount, [1]), { code: 'MONEY_ERR_AMOUNT' })
      t.throws(() => splitByWeight(1, [amount]), { code: 'MONEY_ERR_AMOUNT' })
    }
  })
})

test('sumAmounts refuses what no column holds, with a sentence for the customer', async (t) => {
  t.equal(sumAmounts([]), 0)
  t.equal(sumAmounts([LARGEST_AMOUNT - 1, 1]), LARGEST_AMOUNT)
  for (const amounts of [[LARGEST_AMOUNT, 1], [99 * LARGEST_AMOUNT]]) {
    t.throws(() => sumAmounts(amounts), { code: 'MONEY_ERR_TOO_LARGE', statusCode: 422 })
  }
  for (const amount of [-1, 0.5, Number.NaN]) {
    t.throws(() => sumAmounts([amount]), { code: 'MONEY_ERR_AMOUNT' })
  }
})

test('10,000 random carts', async (t) => {
  const rate = fc.constantFrom<TaxRate[]>(STANDARD, REDUCED, ZERO, { category: 'city', rate: 88_750 })
  const line = fc.record({ rate, price: fc.nat(20_000), deposit: fc.nat(50), quantity: fc.nat(98) })
  const tax = fc.constantFrom<TaxedDelivery['tax'][]>('proportional', 'highest', STANDARD)
  const cart = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 8 }),
    delivery: fc.nat(2_000),
    tax,
    discount: fc.double({ min: 0, max: 1, noNaN: true }),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 })
  })
  const carts = fc.sample(cart, 10_000)

  t.test('sum exactly', async (t) => {
    for (const { lines, delivery, tax, discount } of carts) {
      const totals = lines.map(({ price, deposit, quantity }) => (quantity + 1) * (price + deposit))
      const reduction = Math.floor(sumAmounts(totals) * discount)
      const reductions = splitByWeight(reduction, totals)
      const taxed = lines.map(({ rate }, index) => ({
        ...rate,
        gross: (totals[index] ?? 0) - (reductions[index] ?? 0)
      }))
      const order = taxOrder(taxed, { gross: delivery, tax, standard: STANDARD })
      const total = sumAmounts(order.rates.map(({ gross }) => gross))
      const taxes = sumAmounts(order.rates.map(({ tax }) => tax))
      const isExact =
        taxed.every(({ gross }) => gross >= 0) &&
        total === sumAmounts(totals) - reduction + delivery &&
        taxes === sumAmounts([...order.lineTaxes, order.deliveryTax]) &&
        order.rates.every(({ gross, tax, net }) => net + tax === gross && net >= 0) &&
        order.lineTaxes.every((tax, index) => tax <= (taxed[index]?.gross ?? 0))
      if (!isExact) t.same(order, undefined, JSON.stringify({ lines, delivery, tax, discount }))
    }
    t.equal(carts.length, 10_000)
  })

  t.test('are refunded exactly, whatever the parts', async (t) => {
    for (const { lines, cuts } of carts) {
      const gross = sumAmounts(lines.map(({ price, quantity }) => (quantity + 1) * price))
      const tax = taxOf(gross, lines[0]?.rate.rate ?? 0)
      const parts = partsOf(gross, cuts)
      const taxes = parts.map(({ before, amount }) => refundTax({ gross, tax }, before, amount))
      const isExact = taxes.every((part, index) => part <= (parts[index]?.amount ?? 0))
      if (!isExact || sumAmounts(taxes) !== tax) t.fail(JSON.stringify({ gross, tax, parts, taxes }))
    }
  })

  t.test('have units that cost their line together', async (t) => {
    for (const { lines, cuts } of carts) {
      const [{ quantity, price } = { quantity: 0, price: 0 }] = lines
      const line = { quantity: quantity + 1, total: price }
      const values = partsOf(line.quantity, cuts).map(({ before, amount }) =>
        valueOfUnits(line, before, amount)
      )
      if (sumAmounts(values) !== price) t.fail(JSON.stringify({ line, values }))
    }
  })
})

test('no more is refunded than was paid', async (t) => {
  const paid = { gross: 119, tax: 19 }
  t.equal(refundTax(paid, 100, 19), 3)
  t.equal(refundTax({ gross: 0, tax: 0 }, 0, 0), 0)
  t.throws(() => refundTax(paid, 100, 20), { code: 'MONEY_ERR_PART' })
  t.throws(() => refundTax(paid, 0, -1), { code: 'MONEY_ERR_AMOUNT' })
  t.throws(() => valueOfUnits({ quantity: 2, total: 5 }, 2, 1), { code: 'MONEY_ERR_PART' })
})

/** Cuts a whole into parts that follow one another. */
function partsOf(whole: number, cuts: number[]): { before: number; amount: number }[] {
  const ends = [...cuts.map((cut) => Math.floor(whole * cut)).sort((one, other) => one - other), whole]
  return ends.map((end, index) => {
    const before = index === 0 ? 0 : (ends[index - 1] ?? 0)
    return { before, amount: end - before }
  })
}

function sumOf(parts: number[]): number {
  return parts.reduce((sum, part) => sum + part, 0)
}
