import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { joinWords } from './terms.js'
import { typingErrors } from './typing-errors.js'

/** What a query may have meant. */
export interface Correction {
  /** Of each word that the shop has, or nearly has, the terms. */
  groups: string[][]
  /** The query that finds them. */
  text: string
}

/**
 * The words of a query as the shop has them: words with typing errors as they are written, and
 * without those that are like none of its words. Undefined where the shop has all of them or none.
 */
export async function correctWords(db: Database, groups: string[][]): Promise<Correction | undefined> {
  const known = await findKnown(db, groups.flat())
  const corrected = await Promise.all(
    groups.map(async (group) => {
      if (group.some((term) => known.has(term))) return { group, typed: true, word: group[0] ?? '' }
      const near = await nearWords(db, group[0] ?? '')
      return { group: near, typed: false, word: near[0] ?? '' }
    })
  )
  if (corrected.every(({ typed }) => typed)) return undefined
  const kept = corrected.filter(({ group }) => group.length > 0)
  if (kept.length === 0) return undefined
  return { groups: kept.map(({ group }) => group), text: joinWords(kept.map(({ word }) => word)) }
}

async function findKnown(db: Database, terms: string[]): Promise<Set<string>> {
  const rows = await queryRows(db, FIND_KNOWN, [JSON.stringify(terms)])
  return new Set(rows.map(({ term }) => term))
}

/** The shop's words that differ from this one by the fewest typing errors, the shortest first. */
async function nearWords(db: Database, word: string): Promise<string[]> {
  const letters = [...word]
  const ranges = [1, 3].flatMap((count) => {
    const beginning = letters.slice(0, count).join('')
    return [beginning, `${beginning}${LAST_CHARACTER}`]
  })
  const words = await queryRows(db, FIND_LIKELY, [...ranges, letters.length - 2, letters.length + 2])
  const near = words.flatMap(({ term }) => {
    const errors = typingErrors(word, term)
    return errors === undefined ? [] : [{ term, errors }]
  })
  const fewest = Math.min(...near.map(({ errors }) => errors))
  return near
    .filter(({ errors }) => errors === fewest)
    .map(({ term }) => term)
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1))
}

const LAST_CHARACTER = '\u{10ffff}'

const Word = Type.Object({ term: Type.String() })

const FIND_KNOWN = statement(Word, {
  postgresql:
    'SELECT term FROM search_terms WHERE term = ANY (ARRAY(SELECT jsonb_array_elements_text($1::jsonb)))',
  mysql: `SELECT term FROM search_terms WHERE term IN
    (SELECT word FROM JSON_TABLE($1, '$[*]' COLUMNS (word VARCHAR(40) PATH '$')) AS typed)`
})

/** Words of similar length that begin with the same letter, or the same three: 1,000 of each at most. */
const FIND_LIKELY = statement(
  Word,
  [
    ['$1', '$2'],
    ['$3', '$4']
  ]
    .map(
      ([from, to]) =>
        `(SELECT term FROM search_terms
          WHERE term >= ${from} AND term < ${to} AND char_length(term) BETWEEN $5 AND $6 ORDER BY term LIMIT 1000)`
    )
    .join(' UNION ')
)
