import { createMissing, type Database } from '@larder/database'
import { slotTimes } from './slot-times.js'

/**
 * Makes the slots of the next 14 days from the plans of all active methods; those that are there
 * stay as they are. Deletes slots that ended a month ago.
 *
 * @param timeZone of the times in the plans, a name of the IANA time zone database
 */
export async function makeSlots(db: Database, timeZone: string, now = new Date()): Promise<void> {
  const plans = await db.deliveryPlan.findMany({ where: { method: { active: true } } })
  const slots = plans.flatMap(({ methodId, ...plan }) =>
    slotTimes(plan, timeZone, now).map((times) => ({ ...times, methodId }))
  )
  await createMissing(db, db.deliverySlot, slots)
  await db.deliverySlot.deleteMany({ where: { endsAt: { lt: new Date(now.getTime() - KEPT) } } })
}

const KEPT = 30 * 24 * 60 * 60 * 1_000
