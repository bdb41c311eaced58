import { LARGEST_AMOUNT } from './amounts.js'
import { minorUnits } from './currencies.js'

/** What a text says as a price. */
export type ParsedPrice =
  | { outcome: 'price'; amount: number }
  | { outcome: 'not-a-price' | 'too-many-decimals' | 'too-large' | 'not-a-currency' }

/**
 * Reads a price as people type it: digits, and at most one decimal sign. Neither the sign is
 * guessed nor are there marks between thousands, since `49.50` would be read as 4950 sooner or
 * later.
 *
 * @param currency ISO 4217
 * @param decimal the decimal sign of the form or the file
 * @returns the amount in minor units, or why there is none
 */
export function parsePrice(text: string, currency: string, decimal: '.' | ','): ParsedPrice {
  const decimals = minorUnits(currency)
  if (decimals === undefined) return { outcome: 'not-a-currency' }
  const [, whole, fraction = ''] = PRICE[decimal].exec(text.trim()) ?? []
  if (whole === undefined) return { outcome: 'not-a-price' }
  if (fraction.length > decimals) return { outcome: 'too-many-decimals' }
  const amount = Number(whole + fraction.padEnd(decimals, '0'))
  return amount > LARGEST_AMOUNT ? { outcome: 'too-large' } : { outcome: 'price', amount }
}

const PRICE = { '.': /^(\d+)(?:\.(\d+))?$/, ',': /^(\d+)(?:,(\d+))?$/ }
