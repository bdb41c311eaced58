import { type Database, type Prisma, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { CategoryView, GoodSummary, type GoodsPage, type GoodView, type ListQuery } from './schemas.js'

/** Joins the good of this id as `g` into a statement of another package, which need not know what its table is called. */
export function joinGood(id: string): string {
  return `JOIN goods g ON g.id = ${id}`
}

/** What to `select` of a good to know how many can be sold. */
export const goodStock = { stock: true } as const satisfies Prisma.GoodSelect

/** One page of the goods that fit, by name. Pages are counted from 1; one after the last is empty. */
export async function listGoods(
  db: Database,
  { q = '', category, page = 1, pageSize }: Partial<ListQuery> & { pageSize: number }
): Promise<GoodsPage> {
  const wanted = q.trim()
  const values: string[] = []
  const conditions: string[] = []
  if (wanted) conditions.push(`g.name ILIKE $${values.push(`%${escapeLike(wanted)}%`)}`)
  if (category)
    conditions.push(`g.category_id = (SELECT id FROM categories WHERE slug = $${values.push(category)})`)
  const from = `FROM goods g ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}`
  const count = `SELECT count(*)::int AS total ${from}`
  const find = statement(
    CountedGood,
    `SELECT ${SUMMARY}, (${count}) AS total ${from}
     ORDER BY g.name, g.id LIMIT $${values.length + 1}::int OFFSET $${values.length + 2}::int`
  )
  const rows = await queryRows(db, find, [...values, pageSize, (page - 1) * pageSize])
  // After the last page there is no row to say it.
  const counted = rows.length > 0 ? rows : await queryRows(db, statement(Total, count), values)
  const total = counted[0]?.total ?? 0
  const goods = rows.map(({ total, ...good }) => good)
  return { goods, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) }
}

/** The goods that came last and are there, at most `count`. */
export function newestGoods(db: Database, count: number): Promise<GoodSummary[]> {
  return queryRows(db, FIND_NEWEST, [count])
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
  const good = await db.good.findUnique({ where: { id }, select: goodStock })
  return good?.stock
}

export function listCategories(db: Database): Promise<CategoryView[]> {
  return queryRows(db, LIST_CATEGORIES)
}

/** The columns of a GoodSummary, of the table `goods g`. */
const SUMMARY = 'g.id, g.slug, g.name, g.unit, g.price, g.currency, g.stock, g.picture'

const Total = Type.Object({ total: Type.Integer() })
const CountedGood = Type.Object({ ...GoodSummary.properties, ...Total.properties })

const FIND_NEWEST = statement(
  GoodSummary,
  `SELECT ${SUMMARY} FROM goods g WHERE g.stock > 0 ORDER BY g.id DESC LIMIT $1::int`
)

const FIND_GOODS = statement(GoodSummary, `SELECT ${SUMMARY} FROM goods g WHERE g.id = ANY($1::int[])`)

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

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
