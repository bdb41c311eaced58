import type { Database, Prisma } from '@larder/database'
import { SHOP_LANGUAGE } from '../../shop-language.js'

const PARTS = {
  category: { select: { slug: true, name: true } },
  facts: { where: { language: SHOP_LANGUAGE } },
  allergens: true,
  nutrition: true
} satisfies Prisma.GoodInclude

/** A good with all that staff can say of it. */
export type StaffGood = Prisma.GoodGetPayload<{ include: typeof PARTS }>

/** A good as staff see it, published or not; null where there is none. */
export function findStaffGood(db: Database, id: number): Promise<StaffGood | null> {
  return db.good.findUnique({ where: { id }, include: PARTS })
}

/** The goods that a condition means, with an id above `after`, in the order of their ids. */
export function findStaffGoods(
  db: Database,
  where: Prisma.GoodWhereInput,
  { after, take }: { after: number; take: number }
): Promise<StaffGood[]> {
  return db.good.findMany({
    where: { AND: [where, { id: { gt: after } }] },
    include: PARTS,
    orderBy: { id: 'asc' },
    take
  })
}
