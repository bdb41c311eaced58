import { type TSchema, Type } from 'typebox'

/**
 * The rows that MySQL gives, with values as PostgreSQL gives them: booleans, which MySQL has as 0 and
 * 1, and numbers, of which it has counts and sums as BigInt or Decimal in a transaction of Prisma.
 *
 * @param row the schema of a row
 */
export function readRows(row: TSchema, rows: object[]): object[] {
  const booleans = booleansOf(row)
  return rows.map((found) =>
    Object.fromEntries(
      Object.entries(found).map(([name, value]) => [name, readValue(value, booleans.has(name))])
    )
  )
}

function readValue(value: unknown, isBoolean: boolean): unknown {
  if (value === null || value instanceof Date) return value
  if (isBoolean) return Number(value) === 1
  if (typeof value === 'bigint') return Number(value)
  return isDecimal(value) ? value.toNumber() : value
}

/** A Decimal of Prisma. */
function isDecimal(value: unknown): value is { toNumber(): number } {
  return typeof value === 'object' && value !== null && 'toNumber' in value
}

function booleansOf(row: TSchema): Set<string> {
  const known = found.get(row)
  if (known) return known
  const properties = Type.IsObject(row) ? Object.entries(row.properties) : []
  const names = new Set(properties.flatMap(([name, type]) => (isBoolean(type) ? [name] : [])))
  found.set(row, names)
  return names
}

const found = new WeakMap<TSchema, Set<string>>()

function isBoolean(type: TSchema): boolean {
  return Type.IsBoolean(type) || (Type.IsUnion(type) && type.anyOf.some(Type.IsBoolean))
}
