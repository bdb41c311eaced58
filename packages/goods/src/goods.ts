import { type Database, type Prisma, queryRows } from '@larder/database'
import { type CategoryView, GoodSummary, type GoodsPage, type GoodView, type ListQuery } from './schemas.js'

/** Joins the good of this id as `g` into a statement of another package, which need not know what its table is called. */
export function joinGood(id: string): string {
  return `JOIN goods g ON g.id = ${id}`
}

/** What a statement selects of `g` for a summary. */
export const SUMMARY_COLUMNS = Object.keys(GoodSummary.properties)
  .map((name) => `g.${name}`)
  .join(', ')

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
  const rows = await queryRows<GoodSummary & { total: number }>(
    db,
    `SELECT ${SUMMARY_COLUMNS}, (${count}) AS total ${from}
     ORDER BY g.name, g.id LIMIT $${values.length + 1}::int OFFSET $${values.length + 2}::int`,
    ...values,
    pageSize,
    (page - 1) * pageSize
  )
  // After the last page there is no row to say it.
  const counted = rows.length > 0 ? rows : await queryRows<{ total: number }>(db, count, ...values)
  const total = counted[0]?.total ?? 0
  const goods = rows.map(({ total, ...good }) => good)
  return { goods, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) }
}

/** The goods that came last and are there, at most `count`. */
export function newestGoods(db: Database, count: number): Promise<GoodSummary[]> {
  return queryRows(
    db,
    `SELECT ${SUMMARY_COLUMNS} FROM goods g WHERE g.stock > 0 ORDER BY g.id DESC LIMIT $1::int`,
    count
  )
}

export async function findGood(db: Database, slug: string): Promise<GoodView | undefined> {
  const [good] = await queryRows<GoodView>(
    db,
    `SELECT ${SUMMARY_COLUMNS}, g.description, json_build_object('slug', c.slug, 'name', c.name) AS category
     FROM goods g JOIN categories c ON c.id = g.category_id WHERE g.slug = $1`,
    slug
  )
  return good
}

/** How many of a good can be sold; undefined where there is no such good. */
export async function findStock(db: Database, id: number): Promise<number | undefined> {
  const good = await db.good.findUnique({ where: { id }, select: goodStock })
  return good?.stock
}

export function listCategories(db: Database): Promise<CategoryView[]> {
  return queryRows(db, 'SELECT slug, name FROM categories ORDER BY position')
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
