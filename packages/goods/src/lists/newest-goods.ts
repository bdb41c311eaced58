import { type Database, isMysql, queryRows, statement } from '@larder/database'
import { withStock } from '@larder/stock'
import { Type } from 'typebox'
import { SUMMARY } from '../find-good.js'
import { GoodRow, type GoodSummary } from '../schemas.js'

/** A good, with the slug of its category. */
export interface NewestGood extends GoodSummary {
  category: string
}

/**
 * The newest goods that can be bought, at most `count`: the newest of each category, then the second
 * of each.
 */
export async function newestGoods(db: Database, count: number): Promise<NewestGood[]> {
  const rows = isMysql(db) ? await findOnMysql(db, count) : await queryRows(db, FIND_NEWEST, [count])
  return rows.map(({ place, ...good }) => good)
}

/** MariaDB has no LATERAL, so that each category needs a text of its own. */
async function findOnMysql(db: Database, count: number) {
  const categories = await queryRows(db, FIND_CATEGORIES)
  if (categories.length === 0) return []
  const newest = categories.map(
    (_category, index) => `(SELECT id, category_id, created_at, available FROM goods
      WHERE published = TRUE AND category_id = $${index + 2} ORDER BY created_at DESC, id DESC LIMIT ${LOOKED_AT})`
  )
  const text = `SELECT ${SUMMARY}, ${CATEGORY}, ranked.place FROM (
      SELECT id, row_number() OVER (PARTITION BY category_id ORDER BY created_at DESC, id DESC) AS place
      FROM (${newest.join(' UNION ALL ')}) AS looked_at WHERE available
    ) AS ranked JOIN goods g ON g.id = ranked.id
    ORDER BY ranked.place, g.created_at DESC, g.id DESC LIMIT $1`
  const find = withStock(statement(NewestRow, { mysql: text }))
  return queryRows(db, find, [count, ...categories.map(({ id }) => id)])
}

const CATEGORY = '(SELECT slug FROM categories WHERE id = g.category_id) AS category'

const FIND_CATEGORIES = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM categories ORDER BY id'
)

const NewestRow = Type.Object({ ...GoodRow.properties, category: Type.String(), place: Type.Integer() })

/** Goods of a category to search for some that can be bought: all may be sold out. */
const LOOKED_AT = 50

const FIND_NEWEST = withStock(
  statement(
    NewestRow,
    `SELECT ${SUMMARY}, c.slug AS category, g.place::int AS place FROM categories c CROSS JOIN LATERAL (
     SELECT g.*, row_number() OVER (ORDER BY g.created_at DESC, g.id DESC) AS place
     FROM (SELECT * FROM goods WHERE category_id = c.id AND published ORDER BY created_at DESC, id DESC LIMIT ${LOOKED_AT}) AS g
     WHERE g.available ORDER BY g.created_at DESC, g.id DESC LIMIT $1::int
   ) g ORDER BY g.place, g.created_at DESC, g.id DESC LIMIT $1::int`
  )
)
