import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/**
 * Takes a place in a slot for an order, in the transaction that places it. The row stays locked
 * until that ends.
 *
 * @param now the transaction's time, by which the slot's cut-off must not have passed
 */
export async function takeSlot(
  tx: Database,
  id: number,
  now: Date
): Promise<{ outcome: 'taken' | 'slot-gone' }> {
  const { count } = await tx.deliverySlot.updateMany({
    where: { id, taken: { lt: tx.deliverySlot.fields.capacity }, cutoffAt: { gt: now } },
    data: { taken: { increment: 1 } }
  })
  return { outcome: count === 1 ? 'taken' : 'slot-gone' }
}

/**
 * Gives the place of a cancelled order back. Call it once for an order, under its lock: a slot does
 * not know who has it.
 *
 * @returns `slot-gone` where no order has the slot, or it was long ago
 */
export async function releaseSlot(tx: Database, id: number): Promise<{ outcome: 'released' | 'slot-gone' }> {
  const { count } = await tx.deliverySlot.updateMany({
    where: { id, taken: { gt: 0 } },
    data: { taken: { decrement: 1 } }
  })
  return { outcome: count === 1 ? 'released' : 'slot-gone' }
}

/** A slot as staff see it. */
export interface StoredSlot {
  id: number
  methodId: number
  startsAt: Date
  endsAt: Date
  cutoffAt: Date
  /** 0 where it is closed: orders that have it keep it. */
  capacity: number
  taken: number
}

/** The slots that end after a moment, the first first. */
export function listSlots(db: Database, after: Date): Promise<StoredSlot[]> {
  return db.deliverySlot.findMany({
    where: { endsAt: { gt: after } },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }]
  })
}

/**
 * Changes how many orders a slot takes: 0 closes it, as on a holiday, and orders that have it keep
 * it. More opens it again.
 *
 * @returns `too-few` where more orders have it already
 */
export async function changeCapacity(
  tx: Database,
  id: number,
  capacity: number
): Promise<{ outcome: 'saved' | 'too-few' | 'gone' }> {
  const where = capacity === 0 ? { id } : { id, taken: { lte: capacity } }
  const { count } = await tx.deliverySlot.updateMany({ where, data: { capacity } })
  if (count === 1) return { outcome: 'saved' }
  return { outcome: (await tx.deliverySlot.count({ where: { id } })) === 1 ? 'too-few' : 'gone' }
}

/** A slot that nobody takes or changes until the transaction ends. */
export async function lockSlot(tx: Database, id: number): Promise<StoredSlot | undefined> {
  await queryRows(tx, LOCK, [id])
  return (await tx.deliverySlot.findUnique({ where: { id } })) ?? undefined
}

/**
 * Closes the slots that begin in a time, as on a holiday: those that orders have stay theirs.
 *
 * @returns the slots that were open, as they were before
 */
export async function closeSlots(tx: Database, from: Date, until: Date): Promise<StoredSlot[]> {
  await queryRows(tx, LOCK_BETWEEN, [from, until])
  const where = { startsAt: { gte: from, lt: until }, capacity: { gt: 0 } }
  const slots = await tx.deliverySlot.findMany({ where })
  await tx.deliverySlot.updateMany({ where, data: { capacity: 0 } })
  return slots
}

const Id = Type.Object({ id: Type.Integer() })
const LOCK = statement(Id, 'SELECT id FROM delivery_slots WHERE id = $1 FOR UPDATE')
const LOCK_BETWEEN = statement(
  Id,
  'SELECT id FROM delivery_slots WHERE starts_at >= $1 AND starts_at < $2 ORDER BY id FOR UPDATE'
)
