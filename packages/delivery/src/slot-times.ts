import { Temporal } from 'temporal-polyfill'
import type { Plan } from './schemas.js'

/** When a slot is, and how many orders it takes. */
export interface SlotTimes {
  startsAt: Date
  endsAt: Date
  cutoffAt: Date
  capacity: number
}

/** The slots of a plan in the next 14 days, today among them, that can still be ordered for. */
export function slotTimes(plan: Plan, timeZone: string, now: Date): SlotTimes[] {
  return allSlotTimes(plan, timeZone, now).filter(({ cutoffAt }) => cutoffAt > now)
}

/**
 * The same, also after their cut-off. A time that clocks skip when summer begins is an hour later
 * that day; of one that they show twice when it ends, the first counts (Temporal's disambiguation `compatible`).
 *
 * @param timeZone a name of the IANA time zone database, `Europe/Berlin`
 */
export function allSlotTimes(plan: Plan, timeZone: string, now: Date): SlotTimes[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
  const dates = Array.from({ length: DAYS }, (_, days) => today.add({ days }))
  return dates
    .filter(({ dayOfWeek }) => dayOfWeek === plan.weekday)
    .map((date) => {
      const startsAt = momentOf(date, plan.starts, timeZone)
      return {
        startsAt,
        endsAt: momentOf(date, plan.ends, timeZone),
        cutoffAt: new Date(startsAt.getTime() - plan.cutoffMinutes * MINUTE),
        capacity: plan.capacity
      }
    })
    .filter(({ startsAt, endsAt }) => startsAt < endsAt)
}

function momentOf(date: Temporal.PlainDate, plainTime: string, timeZone: string): Date {
  return new Date(date.toZonedDateTime({ timeZone, plainTime }).epochMilliseconds)
}

const DAYS = 14
const MINUTE = 60_000
