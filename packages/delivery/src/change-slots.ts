import { createMissing, type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import type { Plan } from './schemas.js'
import { allSlotTimes, type SlotTimes, slotTimes } from './slot-times.js'

export interface SlotChange {
  methodId: number
  /** The plans that the method had. */
  before: Plan[]
  /** Those that it has now. */
  after: Plan[]
  timeZone: string
  now: Date
}

/**
 * Makes the slots of new plans, and removes those of old ones that no order has. One that an order
 * has stays at its time, and takes no more orders unless a new plan has that time. Slots of a plan
 * that is the same as before stay as they are: staff may have closed one.
 */
export async function changeSlots(tx: Database, change: SlotChange): Promise<void> {
  const { methodId, before, after, timeZone, now } = change
  const kept = new Set(after.map(keyOf))
  const wanted = after.flatMap((plan) => slotTimes(plan, timeZone, now))
  const isWanted = ({ startsAt }: SlotTimes) =>
    wanted.some((times) => times.startsAt.getTime() === startsAt.getTime())
  const dropped = before
    .filter((plan) => !kept.has(keyOf(plan)))
    .flatMap((plan) => allSlotTimes(plan, timeZone, now))
    .filter((times) => times.cutoffAt > now || isWanted(times))
    .map(({ startsAt }) => startsAt)
  if (dropped.length > 0) await dropSlots(tx, { methodId, startsAt: { in: dropped } }, wanted)
  const slots = wanted.map((times) => ({ ...times, methodId }))
  await createMissing(tx, tx.deliverySlot, slots)
}

function keyOf({ weekday, starts, ends, cutoffMinutes, capacity }: Plan): string {
  return JSON.stringify([weekday, starts, ends, cutoffMinutes, capacity])
}

/** Removes slots. Those that orders have get what is wanted at their time, or are closed. */
export async function dropSlots(tx: Database, where: object, wanted: SlotTimes[] = []): Promise<void> {
  await tx.deliverySlot.deleteMany({ where: { ...where, taken: 0 } })
  for (const { id, startsAt } of await tx.deliverySlot.findMany({ where })) {
    const times = wanted.find((slot) => slot.startsAt.getTime() === startsAt.getTime())
    await queryRows(tx, LIMIT_SLOT, [times?.capacity ?? 0, id])
    if (!times) continue
    const { endsAt, cutoffAt } = times
    await tx.deliverySlot.updateMany({ where: { id }, data: { endsAt, cutoffAt } })
  }
}

// Another order may be taking it at this moment.
const LIMIT_SLOT = statement(
  Type.Never(),
  `UPDATE delivery_slots SET capacity = CASE WHEN $1 = 0 THEN 0 ELSE GREATEST(taken, $1) END
   WHERE id = $2`
)
