import type { Database } from '@larder/database'
import { newestGoods } from '../lists/newest-goods.js'
import type { GoodSummary } from '../schemas.js'
import { correctWords } from './correct-words.js'
import { popularGoods } from './popularity.js'
import { findByGroups } from './search-goods.js'
import { groupsOf } from './terms.js'

/**
 * The goods nearest to a query without hits: goods with almost the same words, else with one of the
 * words, else those that are bought most, else the newest.
 */
export async function nearestGoods(db: Database, q: string, count: number): Promise<GoodSummary[]> {
  const typed = groupsOf(q)
  const groups = (await correctWords(db, typed))?.groups ?? typed
  for (const wanted of [groups, ...groups.map((group) => [group])]) {
    const { goods } = await findByGroups(db, wanted, { pageSize: count, most: MOST })
    if (goods.length > 0) return goods
  }
  const popular = await popularGoods(db, count)
  return popular.length > 0 ? popular : newestGoods(db, count)
}

/** Goods of which the best are offered. */
const MOST = 30
