import { MONEY_ERR_AMOUNT, MONEY_ERR_TOO_LARGE } from './errors.js'

/**
 * The largest amount in minor units that a column of type Int holds: 21 million EUR, but only some
 * 80,000 USD worth of VND.
 */
export const LARGEST_AMOUNT = 2 ** 31 - 1

/**
 * The sum of amounts in minor units. Each of them may be larger than a column holds (a price times
 * a quantity), the sum may not.
 *
 * @throws MONEY_ERR_TOO_LARGE (422), a sentence for the customer; MONEY_ERR_AMOUNT
 */
export function sumAmounts(amounts: readonly number[]): number {
  let sum = 0
  for (const amount of amounts) {
    if (!isWhole(amount)) throw new MONEY_ERR_AMOUNT(amount, LARGEST_AMOUNT)
    sum += amount
    if (sum > LARGEST_AMOUNT) throw new MONEY_ERR_TOO_LARGE()
  }
  return sum
}

/**
 * @throws MONEY_ERR_AMOUNT where one of them is no whole number, negative, or more than a column
 * holds
 */
export function checkAmounts(...amounts: number[]): void {
  for (const amount of amounts) {
    if (!isWhole(amount) || amount > LARGEST_AMOUNT) throw new MONEY_ERR_AMOUNT(amount, LARGEST_AMOUNT)
  }
}

function isWhole(amount: number): boolean {
  return Number.isSafeInteger(amount) && amount >= 0
}
