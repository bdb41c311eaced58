/** How to find the goods of several words, by the numbers of their goods. */
export interface SearchPlan {
  /** The rarest word. Empty where one of the words has no goods. */
  lead: string[]
  /** Words whose goods are all read too: a fraction of the time of looking up each good. */
  listed: string[][]
  /** Words that are looked up for each good that has all others. */
  probed: string[][]
  /** How many goods have the rarest word, counted up to a limit; 0 of a single word. */
  leads: number
  /** Whether the rarest word is in many goods, and one that is looked up in very many. */
  frequent: boolean
}

/** How far to read, and which of the found goods to return. */
export interface SearchLimits {
  /** Rows to read of the rarest word. */
  depth: number
  /** Goods of the rarest word to look others up for. */
  lookups: number
  /** Rows to read of words that are listed. */
  listedDepth: number
  /** Goods to find. */
  most: number
  /** The slug of a category; empty for all. */
  category: string
  /** Forms of the last word, where it may be the beginning of another: goods that have it come first. */
  whole: string[]
  /** Whether goods that are sold out are left out. */
  inStock: boolean
  priceFrom: number
  priceTo: number
  sort: SearchSort
}

export type SearchSort = keyof typeof SEARCH_ORDERS

/** How found goods are sorted, after what `relevance` puts first. */
export const SEARCH_ORDERS = {
  relevance: 'g.available DESC, g.popularity DESC, g.name, g.id',
  name: 'g.name, g.id',
  price: 'g.price, g.id',
  'price-desc': 'g.price DESC, g.id DESC',
  'base-price': 'g.base_price, g.id',
  newest: 'g.created_at DESC, g.id DESC'
}

/** How many goods a word has, counted up to a limit; words are named by their place, from 1. */
export interface WordSize {
  place: number
  goods: number
}
