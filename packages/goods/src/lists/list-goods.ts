import { type Database, queryRows, statement, type Value } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { filterConditions, type GoodsFilter } from '../filter.js'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'
import { translateGoods } from '../translate-goods.js'
import { findCategory } from './list-categories.js'
import { byTranslatedName, LIST_ORDERS, type ListOrder, type ListSort } from './list-order.js'

/** The place of a page in a list: its number, or the good before or after it. */
export interface Place {
  page?: number
  /** The page behind this good: its id, and what the list is sorted by. */
  after?: string
  /** The page that ends before this good, or before the `end`. Beside `after` it counts for nothing. */
  before?: string
}

export interface ListedBy extends Place, GoodsFilter {
  /** @default 'name' */
  sort?: ListSort
  /** Of names, BCP 47. @default the shop's own */
  language?: string
  /** Goods of which the list is, where that is known. */
  ids?: number[]
  /** How many goods to look at for some that a filter leaves, when they are counted. @default 20_000 */
  scanned?: number
  pageSize: number
}

export interface FoundGoods {
  goods: GoodSummary[]
  /** At most 1,000: it is not counted further. */
  total: number
  /** Whether there are more than `total`, or may be. */
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

/** One page of the goods, or of those that a filter leaves, by name or in another order. */
export async function listGoods(db: Database, wanted: ListedBy): Promise<ListOutcome> {
  const { category = '', pageSize, language = SHOP_LANGUAGE, sort = 'name', after } = wanted
  const before = after === undefined ? wanted.before : undefined
  const numbered = Math.ceil(COUNTED / pageSize)
  const number = (after ?? before) === undefined ? (wanted.page ?? 1) : undefined
  if (number !== undefined && number > numbered) return { outcome: 'no-page' }
  const backwards = before !== undefined
  const order = sort === 'name' ? await orderByName(db, language) : LIST_ORDERS[sort]
  const query = findPage({ ...wanted, category, number, before, order })
  if (!query) return { outcome: 'no-page' }
  const rows = await queryRows(db, query.find, query.values)
  const shown = rows.slice(0, pageSize)
  if (backwards) shown.reverse()
  const [first, last] = [shown[0], shown.at(-1)]
  if (!first || !last) {
    if (category && !(await findCategory(db, category))) return { outcome: 'no-category' }
    return number === 1 ? { outcome: 'page', ...EMPTY } : { outcome: 'no-page' }
  }
  const full = rows.length > pageSize
  const counted = Math.max(first.total, ((number ?? 1) - 1) * pageSize + shown.length)
  const total = Math.min(counted, COUNTED)
  const isWhole = number !== undefined && !full
  const more = counted > COUNTED || (first.unscanned > 0 && !isWhole)
  const isLast = backwards ? before === 'end' : !full
  const goods = shown.map(({ total, unscanned, sorted_by, ...good }) => good)
  return {
    outcome: 'page',
    goods: await translateGoods(db, goods, language),
    total,
    more,
    page: number,
    pages: Math.ceil(total / pageSize),
    previous: backwards && !full ? undefined : previousOf(number, first),
    next: isLast ? undefined : nextOf(number, more ? numbered : Math.ceil(total / pageSize), last),
    last: more && !isLast ? { before: 'end' } : undefined
  }
}

/**
 * By the shop's own names where its categories have none in the language, and until all goods are
 * sorted in it: the list would lack the others. Of more than 100 that wait, some may lack a name.
 */
async function orderByName(db: Database, language: string): Promise<ListOrder> {
  if (language === SHOP_LANGUAGE) return LIST_ORDERS.name
  const named = await queryRows(db, FIND_NAMED, [language])
  return named.length > 0 ? byTranslatedName(language) : LIST_ORDERS.name
}

const WAITING = 'SELECT id, published FROM goods WHERE terms_version < 1 ORDER BY terms_version'
const FIND_NAMED = statement(
  Type.Object({ category_id: Type.Integer() }),
  `SELECT category_id FROM category_translations WHERE language = $1 AND NOT EXISTS (
     SELECT 1 FROM (${WAITING} LIMIT 100) AS waiting
     WHERE waiting.published = TRUE
       AND NOT EXISTS (SELECT 1 FROM good_names n WHERE n.good_id = waiting.id AND n.language = $1)
   ) AND NOT EXISTS (SELECT 1 FROM (${WAITING} LIMIT 1 OFFSET 100) AS others) LIMIT 1`
)

const EMPTY: FoundGoods = { goods: [], total: 0, more: false, page: 1, pages: 1 }

interface Sorted {
  id: number
  sorted_by: string
}

function previousOf(number: number | undefined, first: Sorted): Place | undefined {
  if (number === undefined) return { before: cursorOf(first) }
  return number > 1 ? { page: number - 1 } : undefined
}

function nextOf(number: number | undefined, numbered: number, last: Sorted): Place {
  return number !== undefined && number < numbered ? { page: number + 1 } : { after: cursorOf(last) }
}

function cursorOf({ id, sorted_by }: Sorted): string {
  return `${id} ${sorted_by}`
}

/** A good of a page, what places it in the list, how many goods the list has, and whether some were not looked at for that. */
const ListedGood = Type.Object({
  ...GoodRow.properties,
  sorted_by: Type.String(),
  total: Type.Integer(),
  unscanned: Type.Integer()
})

interface PageWanted extends Place, GoodsFilter {
  category: string
  pageSize: number
  number: number | undefined
  order: ListOrder
  ids?: number[]
  scanned?: number
}

/**
 * Builds the query, by the index of the order from either end. It reads one good more than the page
 * shows, which tells whether another page follows. Undefined for a cursor of another order.
 */
function findPage({ pageSize, number, order, ids, scanned = 20_000, ...wanted }: PageWanted) {
  const { category, after, before } = wanted
  const values: Value[] = []
  const add = (value: Value) => `$${values.push(value)}`
  const listed = order.listed(category, add)
  const filters = filterConditions(wanted, add)
  const among = ids ? amongIds(add(JSON.stringify(ids))) : NOWHERE
  const cursor = after ?? (before === 'end' ? undefined : before)
  const backwards = before !== undefined
  const beyond = cursor === undefined ? NOWHERE : passCursor(order, cursor, backwards, add)
  if (!beyond) return undefined
  const way = (order.descending ?? false) === backwards ? 'ASC' : 'DESC'
  const limits = `LIMIT ${add(pageSize + 1)} OFFSET ${add(((number ?? 1) - 1) * pageSize)}`
  const { column, id, from } = order
  const text = (table: string, { among, beyond, sortedBy, cast }: PageTexts) => {
    const all = [...listed, ...among].join(' AND ')
    const counted = `SELECT ${FILTERED} FROM ${table} WHERE ${all} ORDER BY ${column}, ${id}`
    const count =
      filters.length > 0
        ? `SELECT 1 FROM (${counted} LIMIT ${scanned}) AS g WHERE ${filters.join(' AND ')} LIMIT ${COUNTED + 1}`
        : `${counted} LIMIT ${COUNTED + 1}`
    const unscanned =
      filters.length > 0 && !ids
        ? `(SELECT count(*)${cast} FROM (${counted} LIMIT 1 OFFSET ${scanned}) AS beyond)`
        : '0'
    return `SELECT ${SUMMARY}, ${sortedBy} AS sorted_by, (SELECT count(*)${cast} FROM (${count}) AS counted) AS total, ${unscanned} AS unscanned
     FROM ${table} WHERE ${[all, ...filters, ...beyond].join(' AND ')} ORDER BY ${column} ${way}, ${id} ${way} ${limits}`
  }
  // MariaDB would rather read all goods that come before.
  const table = ids ? from.postgresql : from.mysql(order.index(category))
  const pair = {
    postgresql: text(from.postgresql, {
      among: among.postgresql,
      beyond: beyond.postgresql,
      sortedBy: sortedBy(order, `${column}::text`),
      cast: '::int'
    }),
    mysql: text(table, {
      among: among.mysql,
      beyond: beyond.mysql,
      sortedBy: sortedBy(order, `CAST(${column} AS CHAR)`),
      cast: ''
    })
  }
  return { find: withStock(statement(ListedGood, pair)), values }
}

/** What differs between the databases. */
interface PageTexts {
  among: string[]
  beyond: string[]
  sortedBy: string
  cast: string
}

/** What filters look at. */
const FILTERED = 'g.id, g.available, g.vegan, g.organic_code, g.country, g.price'

/** The name that is shown, of a list by name in any language, else the column as text. */
function sortedBy({ column, type }: ListOrder, asText: string): string {
  if (type !== 'text') return asText
  if (column === 'g.name') return column
  return `COALESCE((SELECT f.name FROM good_facts f WHERE f.good_id = g.id AND f.language = n.language), g.name)`
}

function amongIds(ids: string) {
  return {
    postgresql: [`g.id = ANY(translate(${ids}, '[]', '{}')::int[])`],
    mysql: [`g.id IN (SELECT id FROM JSON_TABLE(${ids}, '$[*]' COLUMNS (id INT PATH '$')) AS known)`]
  }
}

const NOWHERE = { postgresql: [], mysql: [] }

/** The conditions by which goods come after, or before, that of the cursor. MySQL finds no place in an index by a row. */
function passCursor(order: ListOrder, cursor: string, backwards: boolean, add: (value: Value) => string) {
  const [id = '', key = ''] = split(cursor)
  const read = order.read(key)
  if (read === undefined) return undefined
  const way = (order.descending ?? false) === backwards ? '>' : '<'
  const [keyAt, idAt] = [add(read), add(id)]
  const { column, type, id: idColumn } = order
  return {
    postgresql: [`(${column}, ${idColumn}) ${way} (${keyAt}::${type}, ${idAt}::bigint)`],
    mysql: [`${column} ${way}= ${keyAt}`, `(${column} ${way} ${keyAt} OR ${idColumn} ${way} ${idAt})`]
  }
}

function split(cursor: string): string[] {
  const space = cursor.indexOf(' ')
  return [cursor.slice(0, space), cursor.slice(space + 1)]
}
