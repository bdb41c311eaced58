import { checkAmounts } from './amounts.js'
import { MONEY_ERR_RATE } from './errors.js'

/**
 * The tax that a gross amount contains, rounded half up to whole minor units. Prices include tax.
 *
 * @param rate in millionths of the net amount: 190000 is 19 %
 * @throws MONEY_ERR_AMOUNT, MONEY_ERR_RATE
 */
export function taxOf(gross: number, rate: number): number {
  checkAmounts(gross)
  if (!Number.isInteger(rate) || rate < 0 || rate > WHOLE) throw new MONEY_ERR_RATE(rate, WHOLE)
  // The largest amount times twice the largest rate is below 2^53. Subtracting the remainder keeps
  // the division exact.
  const divisor = 2 * (WHOLE + rate)
  const dividend = 2 * gross * rate + WHOLE + rate
  return (dividend - (dividend % divisor)) / divisor
}

/** 100 %. */
const WHOLE = 1_000_000
