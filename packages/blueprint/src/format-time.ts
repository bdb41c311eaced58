/**
 * Writes a time for people, in words and in the shop's time zone. It is given a Date, or a text
 * that `new Date` takes. `2026-11-25` alone is that day, in whatever zone.
 */
export type FormatTime = (time: Date | string) => string

export interface TimeFormats {
  /** `25 November 2026` */
  formatDate: FormatTime
  /** `25 November 2026 at 21:55 UTC` */
  formatTime: FormatTime
  /** `Thursday 26 November 2026, 17:00–20:00` */
  formatPeriod: FormatPeriod
}

/** Writes from when until when something is, where the shop is; without an end, from when. */
type FormatPeriod = (from: Date | string, until: Date | string | null) => string

/**
 * How times are written at the moment in a language, in the zone that is set.
 *
 * @param timeZone gives a name of the IANA time zone database: `Europe/Berlin`
 */
export function timesIn(timeZone: () => string): (language: string) => TimeFormats {
  const made = new Map<string, TimeFormats>()
  return (language) => {
    const zone = timeZone()
    const key = `${zone} ${language}`
    const formats = made.get(key) ?? timeFormats(zone, language)
    made.set(key, formats)
    return formats
  }
}

/** In which locale times are written: of English alone Intl takes the American order of a date. */
export function timeLocale(language: string): string {
  return language === 'en' ? 'en-IE' : language
}

function timeFormats(timeZone: string, tag: string): TimeFormats {
  const language = timeLocale(tag)
  const day = { day: 'numeric', month: 'long', year: 'numeric', timeZone } as const
  const date = new Intl.DateTimeFormat(language, day)
  const calendarDay = new Intl.DateTimeFormat(language, { ...day, timeZone: 'UTC' })
  // The zone is named: a visitor may be in another one.
  const minute = { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' } as const
  const time = new Intl.DateTimeFormat(language, { ...day, ...minute })
  const weekday = { ...day, weekday: 'long', hour: '2-digit', minute: '2-digit' } as const
  const period = new Intl.DateTimeFormat(language, weekday)
  return {
    formatDate: (at) => (isDay(at) ? calendarDay : date).format(new Date(at)),
    formatTime: (at) => time.format(new Date(at)),
    formatPeriod: (from, until) => period.formatRange(new Date(from), new Date(until ?? from))
  }
}

function isDay(time: Date | string): boolean {
  return typeof time === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(time)
}
