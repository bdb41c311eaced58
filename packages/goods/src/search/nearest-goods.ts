import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { newestGoods } from '../lists/newest-goods.js'
import type { GoodSummary } from '../schemas.js'
import { isNear } from './is-near.js'
import { findByGroups } from './search-goods.js'
import { groupsOf } from './terms.js'

/**
 * The goods nearest to a query without hits: goods with almost the same words, else with one of the
 * words, else the newest.
 */
export async function nearestGoods(db: Database, q: string, count: number): Promise<GoodSummary[]> {
  const groups = await Promise.all(groupsOf(q).map((group) => nearWords(db, group)))
  const known = groups.filter((group) => group.length > 0)
  for (const wanted of [known, ...known.map((group) => [group])]) {
    const { goods } = await findByGroups(db, wanted, { pageSize: count, most: MOST })
    if (goods.length > 0) return goods
  }
  return newestGoods(db, count)
}

/**
 * The shop's words that differ from this one by typing errors; the word itself, if the shop has it.
 */
async function nearWords(db: Database, group: string[]): Promise<string[]> {
  const [word = ''] = group
  const letters = [...word]
  const ranges = [1, 3, letters.length].flatMap((count) => {
    const beginning = letters.slice(0, count).join('')
    return [beginning, `${beginning}${LAST_CHARACTER}`]
  })
  const words = await queryRows(db, FIND_LIKELY, [...ranges, letters.length - 2, letters.length + 2])
  if (words.some(({ term }) => term === word)) return group
  return words.map(({ term }) => term).filter((term) => isNear(word, term))
}

const LAST_CHARACTER = '\u{10ffff}'

/** Goods of which the best are offered. */
const MOST = 30

/**
 * Words of similar length that begin with the same letter, the same three, or the word: 1,000 of
 * each at most.
 */
const FIND_LIKELY = statement(
  Type.Object({ term: Type.String() }),
  [
    ['$1', '$2'],
    ['$3', '$4'],
    ['$5', '$6']
  ]
    .map(
      ([from, to]) =>
        `(SELECT term FROM search_terms
          WHERE term >= ${from} AND term < ${to} AND char_length(term) BETWEEN $7 AND $8 ORDER BY term LIMIT 1000)`
    )
    .join(' UNION ')
)
