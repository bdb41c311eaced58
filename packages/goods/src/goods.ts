import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { CategoryView, GoodSummary, type GoodView } from './schemas.js'

/** The newest goods that are there, at most `count`: of each category the newest first, then of each the second. */
export async function newestGoods(db: Database, count: number): Promise<GoodSummary[]> {
  const rows = await queryRows(db, FIND_NEWEST, [count])
  return rows.map(({ rank, ...good }) => good)
}

export async function findGood(db: Database, slug: string): Promise<GoodView | undefined> {
  const [found] = await queryRows(db, FIND_GOOD, [slug])
  if (!found) return undefined
  const { categorySlug, categoryName, ...good } = found
  return { ...good, category: { slug: categorySlug, name: categoryName } }
}

/** The goods of these ids, in no order; those that are not there are left out. */
export function findGoods(db: Database, ids: number[]): Promise<GoodSummary[]> {
  return queryRows(db, FIND_GOODS, [`{${ids}}`])
}

/** How many of a good can be sold; undefined where there is no such good. */
export async function findStock(db: Database, id: number): Promise<number | undefined> {
  const [good] = await queryRows(db, FIND_STOCK, [id])
  return good?.stock
}

export function listCategories(db: Database): Promise<CategoryView[]> {
  return queryRows(db, LIST_CATEGORIES)
}

export async function findCategory(db: Database, slug: string): Promise<CategoryView | undefined> {
  const [category] = await queryRows(db, FIND_CATEGORY, [slug])
  return category
}

/** The columns of a GoodSummary, of the table `goods g`. */
export const SUMMARY = 'g.id, g.slug, g.name, g.unit, g.price, g.currency, g.stock, g.picture'

/** The newest goods of a category that are looked at for some that are there: all others may be sold out. */
const LOOKED_AT = 50

const FIND_NEWEST = statement(
  Type.Object({ ...GoodSummary.properties, rank: Type.Integer() }),
  `SELECT ${SUMMARY}, g.rank::int AS rank FROM categories c CROSS JOIN LATERAL (
     SELECT g.*, row_number() OVER (ORDER BY g.created_at DESC, g.id DESC) AS rank
     FROM (SELECT * FROM goods WHERE category_id = c.id ORDER BY created_at DESC, id DESC LIMIT ${LOOKED_AT}) AS g
     WHERE g.stock > 0 ORDER BY g.created_at DESC, g.id DESC LIMIT $1::int
   ) g ORDER BY g.rank, g.created_at DESC, g.id DESC LIMIT $1::int`
)

const FIND_GOODS = statement(GoodSummary, `SELECT ${SUMMARY} FROM goods g WHERE g.id = ANY($1::int[])`)

const FIND_STOCK = statement(
  Type.Object({ stock: Type.Integer() }),
  'SELECT stock FROM goods WHERE id = $1::int'
)

const FIND_GOOD = statement(
  Type.Object({
    ...GoodSummary.properties,
    description: Type.String(),
    categorySlug: Type.String(),
    categoryName: Type.String()
  }),
  `SELECT ${SUMMARY}, g.description, c.slug AS "categorySlug", c.name AS "categoryName"
   FROM goods g JOIN categories c ON c.id = g.category_id WHERE g.slug = $1`
)

const LIST_CATEGORIES = statement(CategoryView, 'SELECT slug, name FROM categories ORDER BY position')
const FIND_CATEGORY = statement(CategoryView, 'SELECT slug, name FROM categories WHERE slug = $1')
