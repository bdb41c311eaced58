import { createMissing, type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import type { Plan } from './schemas.js'
import { type SlotTimes, slotTimes } from './slot-times.js'

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
  const timesOf = (plans: Plan[]) => plans.flatMap((plan) => slotTimes(plan, timeZone, now))
  const dropped = timesOf(before.filter((plan) => !kept.has(keyOf(plan)))).map(({ startsAt }) => startsAt)
  const wanted = timesOf(after)
  if (dropped.length > 0) {
    const where = { methodId, startsAt: { in: dropped } }
    await tx.deliverySlot.deleteMany({ where: { ...where, taken: 0 } })
    await changeTakenSlots(tx, where, wanted)
  }
  const slots = wanted.map((times) => ({ ...times, methodId }))
  await createMissing(tx, tx.deliverySlot, slots)
}

function keyOf({ weekday, starts, ends, cutoffMinutes, capacity }: Plan): string {
  return JSON.stringify([weekday, starts, ends, cutoffMinutes, capacity])
}

async function changeTakenSlots(tx: Database, where: object, wanted: SlotTimes[]): Promise<void> {
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
  'UPDATE delivery_slots SET capacity = GREATEST(taken, $1) WHERE id = $2'
)
