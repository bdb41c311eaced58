import { type Database, queryRows, statement, type Value } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'
import { categoryOf, findCategory } from './list-categories.js'

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

/** A good of a page, and how many goods its list has. */
export const CountedGood = Type.Object({ ...GoodRow.properties, total: Type.Integer() })

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
  const listed = ['g.published = TRUE']
  if (category) {
    listed.push(`g.category_id = ${categoryOf(`$${values.push(category)}`)}`)
  }
  const cursor = after ?? (before === 'end' ? undefined : before)
  const beyond = cursor === undefined ? NOWHERE : passCursor(cursor, after === undefined ? '<' : '>', values)
  const order = before === undefined ? 'g.name, g.id' : 'g.name DESC, g.id DESC'
  const limits = `LIMIT $${values.push(pageSize + 1)} OFFSET $${values.push(((number ?? 1) - 1) * pageSize)}`
  const text = (goods: string, count: string, conditions: string[]) => {
    const counted = `SELECT 1 FROM ${goods} WHERE ${listed.join(' AND ')} ORDER BY g.name, g.id LIMIT ${COUNTED + 1}`
    return `SELECT ${SUMMARY}, (SELECT ${count} FROM (${counted}) AS counted) AS total
     FROM ${goods} WHERE ${[...listed, ...conditions].join(' AND ')} ORDER BY ${order} ${limits}`
  }
  // MariaDB would rather read all names that come before.
  const index = category ? 'goods_published_category_id_name_id_idx' : 'goods_published_name_id_idx'
  const pair = {
    postgresql: text('goods g', 'count(*)::int', beyond.postgresql),
    mysql: text(`goods g FORCE INDEX (${index})`, 'count(*)', beyond.mysql)
  }
  return { find: withStock(statement(CountedGood, pair)), values }
}

const NOWHERE = { postgresql: [], mysql: [] }

/** The conditions by which goods come after, or before, that of the cursor. MySQL finds no place in an index by a row. */
function passCursor(cursor: string, way: '<' | '>', values: Value[]) {
  const [id = '', name = ''] = split(cursor)
  const [nameAt, idAt] = [`$${values.push(name)}`, `$${values.push(id)}`]
  return {
    postgresql: [`(g.name, g.id) ${way} (${nameAt}, ${idAt}::bigint)`],
    mysql: [`g.name ${way}= ${nameAt}`, `(g.name ${way} ${nameAt} OR g.id ${way} ${idAt})`]
  }
}

function split(cursor: string): string[] {
  const space = cursor.indexOf(' ')
  return [cursor.slice(0, space), cursor.slice(space + 1)]
}
