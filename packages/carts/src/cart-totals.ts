/** So many of a good, at what it costs now in minor units of its currency. */
interface PricedLine {
  quantity: number
  good: { price: number; deposit: number; currency: string }
}

/**
 * How many units a cart has, and what they cost. A good with a price in another currency counts for nothing.
 *
 * @param currency the shop's
 */
export function cartTotals(lines: readonly PricedLine[], currency: string) {
  const payable = lines.filter(({ good }) => good.currency === currency)
  return {
    count: payable.reduce((sum, { quantity }) => sum + quantity, 0),
    total: payable.reduce((sum, line) => sum + lineTotal(line), 0),
    currency
  }
}

/** With the deposits. */
export function lineTotal({ quantity, good: { price, deposit } }: PricedLine): number {
  return quantity * (price + deposit)
}
