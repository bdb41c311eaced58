import { type Change, countRows, isNotNull, type MysqlStatement, readChanges } from '@larder/schema-engine'
import type { Connection } from 'mariadb'
import type { Loss } from '../find-losses.js'
import { formatMisfits } from './format-misfits.js'

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

/**
 * Says which rows are in the way of a new type of a column: `"users"."role" has such a value in 2
 * rows`.
 */
export async function explainMisfits(client: Connection, statement: string): Promise<string[]> {
  const sentences: string[] = []
  for (const change of readChanges(statement)) {
    if (change.kind !== 'change-column') continue
    const { table, column, type } = change
    const count = (condition: string) => countRows(client, `SELECT COUNT(*) FROM ${table} WHERE ${condition}`)
    const misfits = formatMisfits(column, type)
    const rows = misfits ? await count(misfits) : 0
    if (rows > 0)
      sentences.push(`${nameForPeople(`${table}.${column}`)} has such a value in ${formatRows(rows)}`)
    const empty = isNotNull(type) ? await count(`${column} IS NULL`) : 0
    if (empty > 0)
      sentences.push(`${nameForPeople(`${table}.${column}`)} has no value in ${formatRows(empty)}`)
  }
  return sentences
}

function formatRows(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`
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
    case 'change-column': {
      const { table, column, type } = change
      const misfits = formatMisfits(column, type)
      if (!misfits) return []
      const what = `column ${nameForPeople(`${table}.${column}`)}, where the new type does not hold the value`
      return [{ what, count: `SELECT COUNT(*) FROM ${table} WHERE ${misfits}` }]
    }
    case 'add-required':
      return []
  }
}

function lostTable(what: string, table: string): PossibleLoss {
  return { what: `${what} ${nameForPeople(table)}`, count: `SELECT COUNT(*) FROM ${table}` }
}

/** As PostgreSQL quotes names: `"users"."gender"`. */
function nameForPeople(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replace(/^`|`$/g, '')}"`)
    .join('.')
}
