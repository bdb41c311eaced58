import type { Database, Prisma } from '@larder/database'
import type { GoodSummary, GoodsPage, ListQuery } from './schemas.js'

/** What to `select` of a good for its summary. */
export const goodSummary = {
  id: true,
  slug: true,
  name: true,
  unit: true,
  price: true,
  currency: true,
  stock: true,
  picture: true
} as const satisfies Record<keyof GoodSummary, true>

/** What to `select` of a good to know how many can be sold. */
export const goodStock = { stock: true } as const satisfies Prisma.GoodSelect

/** One page of the goods that fit, by name. Pages are counted from 1; one after the last is empty. */
export async function listGoods(
  db: Database,
  { q = '', category, page = 1, pageSize }: Partial<ListQuery> & { pageSize: number }
): Promise<GoodsPage> {
  const wanted = q.trim()
  const where: Prisma.GoodWhereInput = {
    ...(wanted && { name: { contains: escapeLike(wanted), mode: 'insensitive' } }),
    ...(category && { category: { slug: category } })
  }
  const [goods, total] = await Promise.all([
    db.good.findMany({
      where,
      select: goodSummary,
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
      skip: (page - 1) * pageSize,
      take: pageSize
    }),
    db.good.count({ where })
  ])
  return { goods, total, page, pages: Math.max(1, Math.ceil(total / pageSize)) }
}

/** The goods that came last and are there, at most `count`. */
export function newestGoods(db: Database, count: number): Promise<GoodSummary[]> {
  return db.good.findMany({
    where: { stock: { gt: 0 } },
    select: goodSummary,
    orderBy: { id: 'desc' },
    take: count
  })
}

export function findGood(db: Database, slug: string) {
  return db.good.findUnique({
    where: { slug },
    relationLoadStrategy: 'join',
    select: { ...goodSummary, description: true, category: { select: { slug: true, name: true } } }
  })
}

/** How many of a good can be sold; undefined where there is no such good. */
export async function findStock(db: Database, id: number): Promise<number | undefined> {
  const good = await db.good.findUnique({ where: { id }, select: goodStock })
  return good?.stock
}

export function listCategories(db: Database) {
  return db.category.findMany({ select: { slug: true, name: true }, orderBy: { position: 'asc' } })
}

// Prisma passes `%` and `_` on as wildcards.
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}
