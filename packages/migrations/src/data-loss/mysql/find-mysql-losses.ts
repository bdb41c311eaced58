import type { MysqlStatement } from '@larder/schema-engine'
import type { Connection } from 'mariadb'
import type { Loss } from '../find-losses.js'
import { countRows } from './count-rows.js'
import { formatMisfits } from './format-misfits.js'
import { type Change, readChanges } from './read-changes.js'

/** Finds the data in the database now that statements of MySQL would lose. */
export async function findMysqlLosses(
  client: Connection,
  statements: readonly MysqlStatement[]
): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const { what, count } of statements.flatMap(({ text }) => readChanges(text).flatMap(describeLoss))) {
    const rows = count === undefined ? undefined : await countRows(client, count)
    if (rows !== 0) losses.push({ what, rows })
  }
  return losses
}

/** The columns that a statement changes, and how many rows have a value that the new type does not hold. */
export async function countMisfits(
  client: Connection,
  statement: string
): Promise<{ column: string; rows: number }[]> {
  const found = []
  for (const { what, count } of readChanges(statement).flatMap(describeMisfit)) {
    const rows = await countRows(client, count)
    if (rows > 0) found.push({ column: what, rows })
  }
  return found
}

interface PossibleLoss {
  readonly what: string
  /** Counts the rows that lose data; undefined where it cannot be counted beforehand. */
  readonly count?: string
}

function describeLoss(change: Change): PossibleLoss[] {
  switch (change.kind) {
    case 'drop-table':
      return [lostTable('table', change.table)]
    case 'empty-table':
      return [lostTable('all of table', change.table)]
    case 'delete-rows':
      return [lostTable('at most all of table', change.table)]
    case 'drop-database':
      return [{ what: `database ${nameForPeople(change.name)}` }]
    case 'drop-column': {
      const { table, column } = change
      const what = `column ${nameForPeople(`${table}.${column}`)}`
      return [{ what, count: `SELECT COUNT(${column}) FROM ${table}` }]
    }
    case 'change-column':
      return describeMisfit(change).map(({ what, count }) => ({
        what: `column ${what}, where the new type does not hold the value`,
        count
      }))
    case 'add-required':
      return []
  }
}

function lostTable(what: string, table: string): PossibleLoss {
  return { what: `${what} ${nameForPeople(table)}`, count: `SELECT COUNT(*) FROM ${table}` }
}

function describeMisfit(change: Change): { what: string; count: string }[] {
  if (change.kind !== 'change-column') return []
  const { table, column, type } = change
  const misfits = formatMisfits(column, type)
  if (!misfits) return []
  return [
    { what: nameForPeople(`${table}.${column}`), count: `SELECT COUNT(*) FROM ${table} WHERE ${misfits}` }
  ]
}

/** As PostgreSQL quotes names: `"users"."gender"`. */
function nameForPeople(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replace(/^`|`$/g, '')}"`)
    .join('.')
}
