import { type Database, queryRows, statement, type Value } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'
import { findCategory } from './list-categories.js'

/** The place of a page in a list: its number, or the good before or after it. */
export interface Place {
  page?: number
  /** The page behind this good: its `ID NAME`. */
  after?: string
  /** The page that ends before this good, or before the `end`. */
  before?: string
}

export interface FoundGoods {
  goods: GoodSummary[]
  /** At most 1,000: it is not counted further. */
  total: number
  /** Whether there are more than `total`. */
  more: boolean
  /** Undefined for a page that was asked for by a good. */
  page?: number
  /** Pages that have a number. */
  pages: number
  previous?: Place
  next?: Place
  /** Of a list in which it has no number. */
  last?: Place
}

export type ListOutcome =
  | ({ outcome: 'page' } & FoundGoods)
  | { outcome: 'no-category' }
  | { outcome: 'no-page' }

/**
 * Goods are counted, and pages numbered, up to here: the work of a page does not grow with the
 * table.
 */
export const COUNTED = 1_000

/** One page of the goods, or of a category's, by name. */
export async function listGoods(
  db: Database,
  { category = '', pageSize, ...place }: Place & { category?: string; pageSize: number }
): Promise<ListOutcome> {
  const numbered = Math.ceil(COUNTED / pageSize)
  const number = place.after || place.before ? undefined : (place.page ?? 1)
  if (number !== undefined && number > numbered) return { outcome: 'no-page' }
  const backwards = place.before !== undefined
  const { find, values } = findPage({ category, pageSize, number, ...place })
  const rows = await queryRows(db, find, values)
  const goods = rows.slice(0, pageSize).map(({ total, ...good }) => good)
  if (backwards) goods.reverse()
  const [first, last] = [goods[0], goods.at(-1)]
  if (!first || !last) {
    if (category && !(await findCategory(db, category))) return { outcome: 'no-category' }
    return number === 1 ? { outcome: 'page', ...EMPTY } : { outcome: 'no-page' }
  }
  const counted = rows[0]?.total ?? 0
  const total = Math.min(counted, COUNTED)
  const full = rows.length > pageSize
  const isLast = backwards ? place.before === 'end' : !full
  const more = counted > COUNTED
  return {
    outcome: 'page',
    goods,
    total,
    more,
    page: number,
    pages: Math.ceil(total / pageSize),
    previous: backwards && !full ? undefined : previousOf(number, first),
    next: isLast ? undefined : nextOf(number, numbered, last),
    last: more && !isLast ? { before: 'end' } : undefined
  }
}

const EMPTY: FoundGoods = { goods: [], total: 0, more: false, page: 1, pages: 1 }

function previousOf(number: number | undefined, first: GoodSummary): Place | undefined {
  if (number === undefined) return { before: cursorOf(first) }
  return number > 1 ? { page: number - 1 } : undefined
}

function nextOf(number: number | undefined, numbered: number, last: GoodSummary): Place {
  return number !== undefined && number < numbered ? { page: number + 1 } : { after: cursorOf(last) }
}

function cursorOf({ id, name }: GoodSummary): string {
  return `${id} ${name}`
}

const CountedGood = Type.Object({ ...GoodRow.properties, total: Type.Integer() })

interface PageWanted extends Place {
  category: string
  pageSize: number
  number: number | undefined
}

/**
 * Builds the query, by the index of names from either end. It reads one good more than the page
 * shows, which tells whether another page follows.
 */
function findPage({ category, pageSize, number, after, before }: PageWanted) {
  const values: Value[] = []
  const listed = ['g.published']
  if (category) {
    listed.push(`g.category_id = (SELECT id FROM categories WHERE slug = $${values.push(category)})`)
  }
  const cursor = after ?? (before === 'end' ? undefined : before)
  const conditions = [...listed]
  if (cursor !== undefined) {
    const [id = '', name = ''] = split(cursor)
    const way = after === undefined ? '<' : '>'
    conditions.push(`(g.name, g.id) ${way} ($${values.push(name)}, $${values.push(id)}::bigint)`)
  }
  const order = before === undefined ? 'g.name, g.id' : 'g.name DESC, g.id DESC'
  const counted = `SELECT 1 FROM goods g WHERE ${listed.join(' AND ')} ORDER BY g.name, g.id LIMIT ${COUNTED + 1}`
  const text = `SELECT ${SUMMARY}, (SELECT count(*)::int FROM (${counted}) AS counted) AS total
     FROM goods g WHERE ${conditions.join(' AND ')} ORDER BY ${order}
     LIMIT $${values.push(pageSize + 1)}::int OFFSET $${values.push(((number ?? 1) - 1) * pageSize)}::int`
  return { find: withStock(statement(CountedGood, text)), values }
}

function split(cursor: string): string[] {
  const space = cursor.indexOf(' ')
  return [cursor.slice(0, space), cursor.slice(space + 1)]
}
