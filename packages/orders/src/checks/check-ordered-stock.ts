import type { Database } from '@larder/database'
import { listMovedGoods, sumMovements } from '@larder/stock'

/**
 * Compares what orders hold of each good with what the movements say that they took, some goods at
 * a time: both tables have an index for that.
 */
export async function checkOrderedStock(db: Database): Promise<string[]> {
  const ordered = await db.orderLine.groupBy({ by: ['goodId'], orderBy: { goodId: 'asc' } })
  const goodIds = new Set([...(await listMovedGoods(db)), ...ordered.flatMap(({ goodId }) => goodId ?? [])])
  const problems: string[] = []
  for (const some of chunk([...goodIds].sort((one, other) => one - other))) {
    const held = await findHeld(db, some)
    const taken = await findTaken(db, some)
    for (const key of new Set([...held.keys(), ...taken.keys()])) {
      const [units, moved] = [held.get(key) ?? 0, taken.get(key) ?? 0]
      if (units !== moved) problems.push(`${key}: it holds ${units} units, and took ${moved} of the stock.`)
    }
  }
  return problems
}

/** The units that orders hold: what was ordered, neither cancelled nor back on the shelf. */
async function findHeld(db: Database, goodIds: number[]): Promise<Map<string, number>> {
  const lines = await db.orderLine.findMany({
    where: { goodId: { in: goodIds } },
    orderBy: [{ orderId: 'asc' }, { position: 'asc' }],
    select: { orderId: true, goodId: true, quantity: true, cancelled: true, restocked: true }
  })
  return sumByKey(
    lines.map(({ orderId, goodId, quantity, cancelled, restocked }) => [
      nameOf(orderId, goodId),
      quantity - cancelled - restocked
    ])
  )
}

/** What movements took for orders, by their `ref`: `order:17`, `order:17:cancel:3`. */
async function findTaken(db: Database, goodIds: number[]): Promise<Map<string, number>> {
  const sums = await sumMovements(db, goodIds)
  return sumByKey(
    sums.flatMap(({ goodId, ref, quantity }) => {
      const [kind, orderId] = ref.split(':')
      return kind === 'order' ? [[nameOf(Number(orderId), goodId), -quantity]] : []
    })
  )
}

function nameOf(orderId: number, goodId: number | null): string {
  return `Order with the id ${orderId}, good ${goodId}`
}

function sumByKey(entries: [key: string, quantity: number][]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const [key, quantity] of entries) sums.set(key, (sums.get(key) ?? 0) + quantity)
  return sums
}

function chunk(ids: number[]): number[][] {
  return ids.flatMap((_, index) => (index % AT_ONCE === 0 ? [ids.slice(index, index + AT_ONCE)] : []))
}

const AT_ONCE = 20
