/** How to find the goods of several words, by the numbers of their goods. */
export interface SearchPlan {
  /** The rarest word. Empty where one of the words has no goods. */
  lead: string[]
  /** Words whose goods are all read too: a fraction of the time of looking up each good. */
  listed: string[][]
  /** Words that are looked up for each good that has all others. */
  probed: string[][]
}

/** How far to read, and which of the found goods to return. */
export interface SearchLimits {
  /** Rows to read of a word. */
  depth: number
  /** Goods to find. */
  most: number
  /** The slug of a category; empty for all. */
  category: string
  pageSize: number
  /** Found goods before those of the page. */
  offset: number
}

/** How many goods a word has, counted up to a limit; words are named by their place, from 1. */
export interface WordSize {
  place: number
  goods: number
}
