import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { newestGoods } from '../goods.js'
import type { GoodSummary } from '../schemas.js'
import { isNear } from './is-near.js'
import { findByGroups } from './search-goods.js'
import { groupsOf } from './terms.js'

/**
 * What comes nearest to a query that finds nothing: goods with words that are nearly its own, else with one of its words, else
 * the newest.
 */
export async function nearestGoods(db: Database, q: string, count: number): Promise<GoodSummary[]> {
  const groups = await Promise.all(groupsOf(q).map((group) => nearWords(db, group)))
  const known = groups.filter((group) => group.length > 0)
  for (const wanted of [known, ...known.map((group) => [group])]) {
    const { goods } = await findByGroups(db, wanted, { pageSize: count })
    if (goods.length > 0) return goods
  }
  return newestGoods(db, count)
}

/** The words of the shop that are nearly this one. */
async function nearWords(db: Database, group: string[]): Promise<string[]> {
  const [word = ''] = group
  const [first = ''] = word
  const { length } = [...word]
  const words = await queryRows(db, FIND_LIKELY, [first, `${first}${LAST_CHARACTER}`, length - 2, length + 2])
  return words.map(({ term }) => term).filter((term) => isNear(word, term))
}

const LAST_CHARACTER = '\u{10ffff}'

const FIND_LIKELY = statement(
  Type.Object({ term: Type.String() }),
  `SELECT term FROM search_terms WHERE term >= $1 AND term < $2 AND char_length(term) BETWEEN $3::int AND $4::int
   ORDER BY term LIMIT 5000`
)
