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
import type { Plan } from './schemas.js'
import { allSlotTimes, type SlotTimes, slotTimes } from './slot-times.js'

/**
 * Makes the slots of the next 14 days from the plans of all active methods; those that are there
 * stay as they are. Slots at times that no plan has take no more orders: the time zone is another
 * now. Those that begin when a plan does, and end or close at other times, become that plan's.
 * Deletes slots that ended a month ago.
 *
 * @param timeZone of the times in the plans, a name of the IANA time zone database
 */
export async function makeSlots(db: PrismaClient, timeZone: string, now = new Date()): Promise<void> {
  const plans = await db.deliveryPlan.findMany({ where: { method: { active: true } } })
  await createMissing(db, db.deliverySlot, slotsOf(plans, timeZone, now))
  for (const methodId of await methodsWithStrays(db, timeZone, now))
    await inTransaction(db, (tx) => replaceStrays(tx, methodId, timeZone, now))
  await db.deliverySlot.deleteMany({ where: { endsAt: { lt: new Date(now.getTime() - KEPT) } } })
}

type MethodPlan = Plan & { methodId: number }
type MethodSlot = SlotTimes & { methodId: number }

function slotsOf(plans: MethodPlan[], timeZone: string, now: Date, times = slotTimes): MethodSlot[] {
  return plans.flatMap(({ methodId, ...plan }) =>
    times(plan, timeZone, now).map((slot) => ({ ...slot, methodId }))
  )
}

async function methodsWithStrays(db: Database, timeZone: string, now: Date): Promise<Set<number>> {
  const strays = await findStrays(db, { active: true }, timeZone, now)
  return new Set(strays.map(({ methodId }) => methodId))
}

/** Under the lock of the method: its plans may be changed at this moment. */
async function replaceStrays(tx: Database, id: number, timeZone: string, now: Date): Promise<void> {
  await queryRows(tx, LOCK_METHOD, [id])
  const wanted = slotsOf(await tx.deliveryPlan.findMany({ where: { methodId: id } }), timeZone, now)
  const strays = await findStrays(tx, { id }, timeZone, now)
  await dropSlots(tx, { id: { in: strays.map((slot) => slot.id) } }, wanted)
  await createMissing(tx, tx.deliverySlot, wanted)
}

/**
 * The slots that are not as a plan of their method has them, if they still take orders, have none,
 * or begin when a slot does that can be ordered for.
 */
async function findStrays(db: Database, method: object, timeZone: string, now: Date) {
  const plans = await db.deliveryPlan.findMany({ where: { method } })
  const planned = new Set(slotsOf(plans, timeZone, now, allSlotTimes).map(timesOf))
  const starts = new Set(slotsOf(plans, timeZone, now).map(startOf))
  const coming = await db.deliverySlot.findMany({ where: { method, startsAt: { gt: now } } })
  return coming.filter((slot) => {
    const { cutoffAt, taken, capacity } = slot
    const isOpen = cutoffAt > now && (taken === 0 || taken < capacity)
    return !planned.has(timesOf(slot)) && (isOpen || starts.has(startOf(slot)))
  })
}

function startOf({ methodId, startsAt }: MethodSlot): string {
  return `${methodId} ${startsAt.getTime()}`
}

function timesOf(slot: MethodSlot): string {
  return `${startOf(slot)} ${slot.endsAt.getTime()} ${slot.cutoffAt.getTime()}`
}

const KEPT = 30 * 24 * 60 * 60 * 1_000
const LOCK_METHOD = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM delivery_methods WHERE id = $1 FOR UPDATE'
)
