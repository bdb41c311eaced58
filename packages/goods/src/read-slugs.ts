import type { Database } from '@larder/database'

/**
 * The slugs of the published goods with ids from `first` to `last`, and when staff changed them, in
 * batches: all at once may not fit into memory.
 */
export async function* readSlugs(
  db: Database,
  { first, last }: { first: number; last: number }
): AsyncGenerator<{ slug: string; updatedAt: Date }[]> {
  for (let after = first - 1; ; ) {
    const goods = await db.good.findMany({
      where: { id: { gt: after, lte: last }, published: true },
      select: { id: true, slug: true, updatedAt: true },
      orderBy: { id: 'asc' },
      take: BATCH
    })
    yield goods
    const end = goods.at(-1)
    if (!end || goods.length < BATCH) return
    after = end.id
  }
}

const BATCH = 1_000

/** The highest id of a good, 0 where there is none. */
export async function findLastId(db: Database): Promise<number> {
  const last = await db.good.findFirst({ select: { id: true }, orderBy: { id: 'desc' } })
  return last?.id ?? 0
}
