import { timeLocale } from '@larder/blueprint'
import type { CheckoutView } from '../schemas.js'

type Slot = CheckoutView['offers'][number]['slots'][number]

/** The times of one day, in words. */
export interface SlotDay {
  /** `Thursday, 26 November` */
  day: string
  slots: {
    /** What the form sends; null where it is full. */
    choice: string | null
    /** `16:00–18:00` */
    time: string
    /** `14:00`, or `Wed, 25 Nov, 18:00`: the last moment to order for it. */
    orderBy: string
  }[]
}

/** Groups times by the days of a zone, in the order in which they are. */
export function slotDaysIn(timeZone: string, language: string): GroupSlots {
  const key = `${timeZone} ${language}`
  const group = made.get(key) ?? createSlotDays(timeZone, language)
  made.set(key, group)
  return group
}

type GroupSlots = (slots: readonly Slot[]) => SlotDay[]

const made = new Map<string, GroupSlots>()

function createSlotDays(timeZone: string, language: string): GroupSlots {
  const locale = timeLocale(language)
  const minute = { hour: '2-digit', minute: '2-digit', timeZone } as const
  const time = new Intl.DateTimeFormat(locale, minute)
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone })
  const short = { weekday: 'short', day: 'numeric', month: 'short', ...minute } as const
  const moment = new Intl.DateTimeFormat(locale, short)
  return (slots) => {
    const days = new Map<string, SlotDay>()
    for (const { starts_at, ends_at, cutoff_at, choice } of slots) {
      const [starts, ends, cutoff] = [new Date(starts_at), new Date(ends_at), new Date(cutoff_at)]
      const name = day.format(starts)
      const sameDay = day.format(cutoff) === name
      const entry = days.get(name) ?? { day: name, slots: [] }
      entry.slots.push({
        choice,
        time: time.formatRange(starts, ends),
        orderBy: sameDay ? time.format(cutoff) : moment.format(cutoff)
      })
      days.set(name, entry)
    }
    return [...days.values()]
  }
}
