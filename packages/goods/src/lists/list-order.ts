import type { Value } from '@larder/database'
import { isSlug } from '../is-slug.js'
import { sortKey } from './sort-key.js'

/** How a list is sorted: by an index, from either end. */
export interface ListOrder {
  /** The column that goes before the id. */
  column: string
  /** That of the id. */
  id: string
  /** Its type in PostgreSQL. */
  type: string
  descending?: boolean
  /** The index by which MariaDB is to read; it has `category_id` in its name for a list of a category. */
  index: (category: string) => string
  /** The table that is read along it, with `g`. */
  from: { postgresql: string; mysql: (index: string) => string }
  /** What the published goods of a category, or all, have in it. */
  listed: (category: string, add: (value: Value) => string) => string[]
  /** What is compared with the column, of a cursor; undefined of one that is none of this order. */
  read: (cursor: string) => string | undefined
}

const GOODS = {
  id: 'g.id',
  from: { postgresql: 'goods g', mysql: (index: string) => `goods g FORCE INDEX (${index})` },
  listed: (category: string, add: (value: Value) => string) => [
    'g.published = TRUE',
    ...(category ? [`g.category_id = ${categoryOf(add(category))}`] : [])
  ]
}

function byGoods(column: string, type: string, read: ListOrder['read'], descending = false): ListOrder {
  const index = (category: string) => `goods_published${category && '_category_id'}_${column}_id_idx`
  return { ...GOODS, column: `g.${column}`, type, descending, index, read }
}

const asNumber = (cursor: string) =>
  /^[0-9]{1,10}$/.test(cursor) && Number(cursor) <= 2_147_483_647 ? cursor : undefined

function asTime(cursor: string): string | undefined {
  if (!/^(?!0000)\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/.test(cursor)) return undefined
  const second = cursor.slice(0, 19).replace(' ', 'T')
  const time = Date.parse(`${second}Z`)
  // Of a day that there is not, such as February 30, `Date` makes another.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(second) ? cursor : undefined
}

export const LIST_ORDERS = {
  name: byGoods('name', 'text', (cursor) => cursor),
  price: byGoods('price', 'int', asNumber),
  'price-desc': byGoods('price', 'int', asNumber, true),
  'base-price': byGoods('base_price', 'int', asNumber),
  newest: byGoods('created_at', 'timestamp', asTime, true)
} satisfies Record<string, ListOrder>

export type ListSort = keyof typeof LIST_ORDERS

/** By name, as another language than the shop's own sorts. The cursor is the name. */
export function byTranslatedName(language: string): ListOrder {
  return {
    column: 'n.sort_key',
    id: 'n.good_id',
    type: 'text',
    index: (category) => `good_names_language${category && '_category_id'}_sort_key_good_id_idx`,
    from: {
      postgresql: 'good_names n JOIN goods g ON g.id = n.good_id',
      mysql: (index) => `good_names n FORCE INDEX (${index}) STRAIGHT_JOIN goods g ON g.id = n.good_id`
    },
    listed: (category, add) => [
      // The search forgets a good only some time after it is taken off the shelves.
      'g.published = TRUE',
      `n.language = ${add(language)}`,
      ...(category ? [`n.category_id = ${categoryOf(add(category))}`] : [])
    ],
    read: (cursor) => sortKey(cursor, language)
  }
}

/** SQL for the id of the category of a slug. */
export function categoryOf(slug: string): string {
  return `(SELECT id FROM categories WHERE ${isSlug('slug', slug)})`
}
