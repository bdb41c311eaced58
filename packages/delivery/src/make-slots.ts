import {
  createMissing,
  type Database,
  inTransaction,
  type PrismaClient,
  queryRows,
  statement
} from '@larder/database'
import { Type } from 'typebox'
import { dropSlots } from './change-slots.js'
import { allSlotTimes, slotTimes } from './slot-times.js'

/**
 * Makes the slots of the next 14 days from the plans of all active methods; those that are there
 * stay as they are. Slots at times that no plan has take no more orders: the time zone is another
 * now. Deletes slots that ended a month ago.
 *
 * @param timeZone of the times in the plans, a name of the IANA time zone database
 */
export async function makeSlots(db: PrismaClient, timeZone: string, now = new Date()): Promise<void> {
  const plans = await db.deliveryPlan.findMany({ where: { method: { active: true } } })
  const slots = plans.flatMap(({ methodId, ...plan }) =>
    slotTimes(plan, timeZone, now).map((times) => ({ ...times, methodId }))
  )
  await createMissing(db, db.deliverySlot, slots)
  for (const methodId of await methodsWithStrays(db, timeZone, now))
    await inTransaction(db, (tx) => dropStrays(tx, methodId, timeZone, now))
  await db.deliverySlot.deleteMany({ where: { endsAt: { lt: new Date(now.getTime() - KEPT) } } })
}

async function methodsWithStrays(db: Database, timeZone: string, now: Date): Promise<Set<number>> {
  const strays = await findStrays(db, { active: true }, timeZone, now)
  return new Set(strays.map(({ methodId }) => methodId))
}

/** Under the lock of the method: its plans may be changed at this moment. */
async function dropStrays(tx: Database, id: number, timeZone: string, now: Date): Promise<void> {
  await queryRows(tx, LOCK_METHOD, [id])
  const strays = await findStrays(tx, { id }, timeZone, now)
  await dropSlots(tx, { id: { in: strays.map((slot) => slot.id) } })
}

/** The slots that still take orders, or have none, at times that no plan of their method has. */
async function findStrays(db: Database, method: object, timeZone: string, now: Date) {
  const plans = await db.deliveryPlan.findMany({ where: { method } })
  const planned = new Set(
    plans.flatMap(({ methodId, ...plan }) =>
      allSlotTimes(plan, timeZone, now).map(({ startsAt }) => keyOf(methodId, startsAt))
    )
  )
  const open = await db.deliverySlot.findMany({ where: { method, cutoffAt: { gt: now } } })
  return open.filter(
    ({ methodId, startsAt, taken, capacity }) =>
      (taken === 0 || taken < capacity) && !planned.has(keyOf(methodId, startsAt))
  )
}

function keyOf(methodId: number, startsAt: Date): string {
  return `${methodId} ${startsAt.getTime()}`
}

const KEPT = 30 * 24 * 60 * 60 * 1_000
const LOCK_METHOD = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM delivery_methods WHERE id = $1 FOR UPDATE'
)
