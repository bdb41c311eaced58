import { STRIPE_DOUBLE_ERR_INVALID } from './errors.js'

/** Refuses what Stripe refuses, by its documentation and not by the table that the method uses. */
export function checkAmount(amount: number, currency: string): void {
  if (!Number.isInteger(amount) || amount < 1) throw new STRIPE_DOUBLE_ERR_INVALID('Invalid positive integer')
  if (!/^[a-z]{3}$/.test(currency)) {
    throw new STRIPE_DOUBLE_ERR_INVALID(`Invalid currency: ${currency}.`)
  }
  if (/^(bhd|jod|kwd|omr|tnd)$/.test(currency) && amount % 10 !== 0) {
    throw new STRIPE_DOUBLE_ERR_INVALID('The last digit of an amount with three decimals is 0.')
  }
  if (/^(isk|ugx)$/.test(currency) && amount % 100 !== 0) {
    throw new STRIPE_DOUBLE_ERR_INVALID('The amount must be evenly divisible by 100.')
  }
  if (/^(eur|usd)$/.test(currency) && amount < 50) {
    throw new STRIPE_DOUBLE_ERR_INVALID("The Checkout Session's total amount is too small.")
  }
}

/** @param expiresAt in seconds, as `now` */
export function checkExpiry(expiresAt: number, now: number): void {
  if (expiresAt < now + 30 * MINUTE) {
    throw new STRIPE_DOUBLE_ERR_INVALID('The `expires_at` timestamp must be at least 30 minutes away.')
  }
  if (expiresAt > now + 24 * 60 * MINUTE) {
    throw new STRIPE_DOUBLE_ERR_INVALID('The `expires_at` timestamp must be less than 24 hours away.')
  }
}

const MINUTE = 60
