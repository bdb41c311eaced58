import { checkAmounts } from './amounts.js'
import { MONEY_ERR_PART } from './errors.js'

/**
 * The tax in a refund. It telescopes: the refunds of one rate that sum to its gross return exactly
 * its tax, however many there were. To round each by itself would drift.
 *
 * @param paid a rate's gross and tax, as the order keeps them
 * @param before what was refunded of this gross until now
 * @throws MONEY_ERR_PART where more is refunded than was paid; MONEY_ERR_AMOUNT
 */
export function refundTax(paid: { gross: number; tax: number }, before: number, amount: number): number {
  return partOf(paid.tax, paid.gross, before, amount)
}

/**
 * What some units of a line cost that has a discount. It telescopes as `refundTax` does: the units
 * of a line together cost its total.
 *
 * @param before how many units were cancelled or returned until now
 * @throws MONEY_ERR_PART where there are more units than the line has; MONEY_ERR_AMOUNT
 */
export function valueOfUnits(
  line: { quantity: number; total: number },
  before: number,
  units: number
): number {
  return partOf(line.total, line.quantity, before, units)
}

/**
 * The part of `value` that belongs to what lies between `before` and `before + amount` of `whole`.
 */
function partOf(value: number, whole: number, before: number, amount: number): number {
  checkAmounts(value, whole, before, amount)
  if (before + amount > whole) throw new MONEY_ERR_PART(before, amount, whole)
  if (whole === 0) return 0
  return shareUpTo(before + amount) - shareUpTo(before)

  function shareUpTo(end: number): number {
    const divisor = 2n * BigInt(whole)
    return Number((2n * BigInt(value) * BigInt(end) + BigInt(whole)) / divisor)
  }
}
