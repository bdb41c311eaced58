import { Temporal } from 'temporal-polyfill'

/** From when until when a day is, where the shop is. `until` belongs to the next day. */
export interface DayRange {
  from: Date
  until: Date
}

/** @param date `2026-11-26` */
export function rangeOfDay(date: string, timeZone: string): DayRange {
  const day = Temporal.PlainDate.from(date)
  return { from: startOf(day, timeZone), until: startOf(day.add({ days: 1 }), timeZone) }
}

/** The day that it is at a moment, where the shop is: `2026-11-26`. */
export function dayOf(moment: Date, timeZone: string): string {
  return plainDate(moment, timeZone).toString()
}

/** The last days, today the last. */
export function lastDays(count: number, timeZone: string, now: Date): string[] {
  const today = plainDate(now, timeZone)
  return Array.from({ length: count }, (_, n) => today.subtract({ days: count - 1 - n }).toString())
}

/** The day before, or after. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString()
}

function plainDate(moment: Date, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(timeZone).toPlainDate()
}

function startOf(day: Temporal.PlainDate, timeZone: string): Date {
  return new Date(day.toZonedDateTime({ timeZone }).epochMilliseconds)
}
