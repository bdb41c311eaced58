import type { Kind } from './row-store.js'

/** The form of a value that is the same for equal values, however a database writes them. */
export function canonicalValue(kind: Kind, value: string | null): string | null {
  if (value === null) return null
  switch (kind) {
    case 'number':
      // The digits behind the point are those of the column, not of the value.
      return value.includes('.') ? value.replace(/\.?0+$/, '') : value
    case 'float':
      return String(Number(value))
    case 'json':
      return JSON.stringify(JSON.parse(value), sortProperties)
    default:
      return value
  }
}

/** PostgreSQL and MySQL sort the properties of an object, MariaDB does not. */
function sortProperties(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}
