import { checkAmounts } from './amounts.js'
import { MONEY_ERR_NOTHING_TO_SPLIT } from './errors.js'

/**
 * Splits an amount by largest remainder: the parts are whole, sum to it exactly, and each is its
 * exact share rounded up or down. So a discount of at most the sum of the lines takes no line below
 * zero. Of equal remainders the first is rounded up; where all weights are 0, the first takes all.
 *
 * @throws MONEY_ERR_AMOUNT; MONEY_ERR_NOTHING_TO_SPLIT where there is an amount and no weight
 */
export function splitByWeight(amount: number, weights: readonly number[]): number[] {
  checkAmounts(amount, ...weights)
  if (weights.length === 0 && amount > 0) throw new MONEY_ERR_NOTHING_TO_SPLIT(amount)
  const sum = weights.reduce((sum, weight) => sum + weight, 0)
  if (sum === 0) return weights.map((_, position) => (position === 0 ? amount : 0))
  const shares = weights.map((weight) => divide(amount, weight, sum))
  const parts = shares.map(({ quotient }) => quotient)
  const missing = amount - parts.reduce((sum, part) => sum + part, 0)
  const roundedUp = shares
    .map(({ remainder }, position) => ({ remainder, position }))
    .sort((one, other) => other.remainder - one.remainder || one.position - other.position)
    .slice(0, missing)
  for (const { position } of roundedUp) parts[position] = (parts[position] ?? 0) + 1
  return parts
}

// Two amounts multiplied can be more than a number holds exactly.
function divide(amount: number, weight: number, sum: number) {
  const product = BigInt(amount) * BigInt(weight)
  return { quotient: Number(product / BigInt(sum)), remainder: Number(product % BigInt(sum)) }
}
