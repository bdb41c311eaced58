import type pg from 'pg'
import { type Static, type TSchema, Type } from 'typebox'
import { Check, Errors } from 'typebox/value'
import { MIGRATIONS_ERR_ROW } from './errors.js'

/**
 * The rows of a query, each tested against their schema.
 *
 * @param row a TypeBox object with a property for each column
 * @throws MIGRATIONS_ERR_ROW, and the errors of node-postgres
 */
export async function selectRows<Row extends TSchema>(
  client: pg.ClientBase,
  row: Row,
  sql: string,
  values: unknown[] = []
): Promise<Static<Row>[]> {
  const { rows } = await client.query<Record<string, unknown>>(sql, values)
  return checkRows(row, rows, sql)
}

/** @throws MIGRATIONS_ERR_ROW where a row is not as its schema says */
export function checkRows<Row extends TSchema>(
  row: Row,
  rows: readonly unknown[],
  sql: string
): Static<Row>[] {
  return rows.map((found) => {
    if (Check(row, found)) return found
    const [error] = Errors(row, found)
    throw new MIGRATIONS_ERR_ROW(`${error?.instancePath} ${error?.message}`, sql.trim().replace(/\s+/g, ' '))
  })
}

/**
 * A column of a time, which the drivers read as a Date. That of @larder/database would load Prisma's
 * client.
 */
export const Time = Type.Refine(Type.Unsafe<Date>({}), (value) => value instanceof Date)
