import fc from 'fast-check'
import { test } from 'tap'
import { LARGEST_AMOUNT, sumAmounts } from '../src/amounts.js'
import { splitByWeight } from '../src/split-by-weight.js'

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

function sumOf(parts: number[]): number {
  return parts.reduce((sum, part) => sum + part, 0)
}
