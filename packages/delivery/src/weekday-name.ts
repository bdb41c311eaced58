/** @param weekday from 1, Monday (ISO 8601) */
export function weekdayName(weekday: number, language: string): string {
  // The first of January 2024 was a Monday.
  return new Date(Date.UTC(2024, 0, weekday)).toLocaleDateString(language, {
    weekday: 'long',
    timeZone: 'UTC'
  })
}
