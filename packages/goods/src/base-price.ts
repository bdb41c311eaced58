import type { ContentUnit } from '@larder/database'

/** What the price of a base unit is made of. */
export interface PricedContent {
  price: number
  content: number | null
  content_unit: ContentUnit | null
  drained: number | null
}

export interface BasePrice {
  /** In minor units, without the deposit. */
  amount: number
  per: 'kg' | 'l' | 'piece'
}

/**
 * The price of a kilogram, a litre or a piece, by the drained weight where there is one (98/6/EC,
 * Art. 3). Undefined where the content is not known.
 */
export function basePrice({ price, content, content_unit, drained }: PricedContent): BasePrice | undefined {
  const units = drained ?? content
  if (!units || !content_unit) return undefined
  const { size, per } = BASE_UNITS[content_unit]
  return { amount: divideHalfUp(price * size, units), per }
}

/** The same where a page has to show it: a good of one base unit has it for its price. */
export function shownBasePrice(good: PricedContent): BasePrice | undefined {
  const base = basePrice(good)
  return base?.amount === good.price ? undefined : base
}

const BASE_UNITS = {
  g: { size: 1_000, per: 'kg' },
  ml: { size: 1_000, per: 'l' },
  piece: { size: 1, per: 'piece' }
} as const

/** Exact: a price of an Int times 2,000 stays below 2^53. */
function divideHalfUp(amount: number, divisor: number): number {
  return Math.floor((2 * amount + divisor) / (2 * divisor))
}
