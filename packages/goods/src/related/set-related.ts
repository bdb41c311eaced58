import { type Database, inTransaction, type Prisma, type PrismaClient } from '@larder/database'

/**
 * Says what goods go with each other: those that are ordered together, and those of one category, the most
 * popular first. It writes what has changed.
 *
 * @param together by each good's id, what people order with it, the most frequent first
 */
export async function setRelated(
  db: PrismaClient,
  together: ReadonlyMap<number, readonly number[]>
): Promise<void> {
  const goods = await db.good.findMany({
    orderBy: [{ popularity: 'desc' }, { id: 'desc' }],
    select: { id: true, categoryId: true, published: true }
  })
  const published = goods.filter((good) => good.published)
  const isPublished = new Set(published.map(({ id }) => id))
  const byCategory = groupByCategory(published)
  const wanted = goods.map(({ id, categoryId, published }) => {
    const alike = (byCategory.get(categoryId) ?? []).filter((other) => other !== id)
    const ordered = (together.get(id) ?? []).filter((other) => other !== id && isPublished.has(other))
    return { id, rows: published ? [...rowsOf(id, 'alike', alike), ...rowsOf(id, 'together', ordered)] : [] }
  })
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    await inTransaction(db, (tx) => writeChanged(tx, wanted.slice(start, start + AT_ONCE)))
  }
}

type Row = Prisma.RelatedGoodCreateManyInput

/** Twice a page's shelf: some may be sold out by then. */
export const MOST_RELATED = 12
/** Goods that one transaction writes. */
const AT_ONCE = 200

/** The ids of the first goods of each category, and one more for that which is left out. */
function groupByCategory(goods: readonly { id: number; categoryId: number }[]): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (const { id, categoryId } of goods) {
    const group = groups.get(categoryId) ?? []
    if (group.length <= MOST_RELATED) groups.set(categoryId, [...group, id])
  }
  return groups
}

function rowsOf(goodId: number, kind: Row['kind'], related: readonly number[]): Row[] {
  return related
    .slice(0, MOST_RELATED)
    .map((relatedId, index) => ({ goodId, kind, place: index + 1, relatedId }))
}

async function writeChanged(tx: Database, wanted: readonly { id: number; rows: Row[] }[]): Promise<void> {
  const where = { goodId: { in: wanted.map(({ id }) => id) } }
  const present = await tx.relatedGood.findMany({ where })
  const keysOf = (rows: readonly Row[]) => rows.map(keyOf).sort().join()
  const changed = wanted.filter(
    ({ id, rows }) => keysOf(rows) !== keysOf(present.filter(({ goodId }) => goodId === id))
  )
  if (changed.length === 0) return
  await tx.relatedGood.deleteMany({ where: { goodId: { in: changed.map(({ id }) => id) } } })
  await tx.relatedGood.createMany({ data: changed.flatMap(({ rows }) => rows) })
}

function keyOf({ kind, place, relatedId }: Row): string {
  return `${kind} ${place} ${relatedId}`
}
