import type { Database } from '@larder/database'

/** What files call goods, published or not: for packages that know them by their ids. */
export const goodSlugs = {
  /** The slugs of the goods of these ids. */
  async slugsOf(db: Database, ids: readonly number[]): Promise<Map<number, string>> {
    const goods = await db.good.findMany({
      where: { id: { in: [...ids] } },
      select: { id: true, slug: true }
    })
    return new Map(goods.map(({ id, slug }) => [id, slug]))
  },

  /** The ids of the goods of these slugs. */
  async findBySlugs(db: Database, slugs: readonly string[]): Promise<Map<string, number>> {
    const goods = await db.good.findMany({
      where: { slug: { in: [...slugs] } },
      select: { id: true, slug: true }
    })
    return new Map(goods.map(({ id, slug }) => [slug, id]))
  }
}
