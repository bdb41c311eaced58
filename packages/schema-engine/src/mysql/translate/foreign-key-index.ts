import type { IndexStmt } from 'libpg-query'
import { quoteName } from '../quote.js'
import { tableName } from './definitions/read-names.js'
import { refuse } from './definitions/refusal.js'
import { covers, type Index, indexedColumns, type Table } from './definitions/schema.js'
import { addIndex } from './definitions/write-constraint.js'
import type { Context } from './find-table.js'

/**
 * Finds indexes for foreign keys that a change leaves without one, which MySQL does not allow: those that
 * the script makes later on, else new ones, by the names that MySQL itself would give them.
 *
 * @returns parts of the ALTER TABLE that makes the change
 */
export function replaceIndexes(table: Table, context: Context): (() => string)[] {
  const parts: (() => string)[] = []
  for (const [name, key] of table.foreignKeys) {
    if (indexedColumns(table).some((columns) => covers(columns, key))) continue
    const later = context.ahead.find(
      (node) => 'IndexStmt' in node && canServe(node.IndexStmt, table, key.columns)
    )
    if (later && 'IndexStmt' in later) {
      context.done.add(later)
      const write = addIndex(later.IndexStmt.idxname ?? '', readIndex(later.IndexStmt), table)
      parts.push(() => `ADD ${write()}`)
    } else {
      const columns = key.columns.map((column) => ({ name: column, descending: false }))
      const write = addIndex(name, { unique: false, columns, forForeignKey: true }, table)
      parts.push(() => `ADD ${write()}`)
    }
  }
  return parts
}

/** Takes away indexes that MySQL made for foreign keys, once others serve these. */
export function dropSpareIndexes(table: Table): string[] {
  return [...table.foreignKeys].flatMap(([name, key]) => {
    const index = table.indexes.get(name)
    if (!index?.forForeignKey) return []
    table.indexes.delete(name)
    if (indexedColumns(table).some((columns) => covers(columns, key)))
      return [`DROP INDEX ${quoteName(name)}`]
    table.indexes.set(name, index)
    return []
  })
}

/** @throws Refusal where MySQL has no such index */
export function readIndex(statement: IndexStmt): Index {
  const { accessMethod = 'btree', whereClause, unique = false, indexParams = [] } = statement
  if (whereClause) refuse('MySQL has no index on a part of the rows')
  if (accessMethod !== 'btree') refuse(`MySQL has no index of the kind ${accessMethod}`)
  if (statement.indexIncludingParams) refuse('MySQL has no INCLUDE here')
  if (statement.nulls_not_distinct) refuse('MySQL takes all NULLs for distinct')
  const columns = indexParams.map((node) => {
    if (!('IndexElem' in node)) return refuse('the index has a part that is no column')
    const { name, ordering, opclass, collation, nulls_ordering } = node.IndexElem
    if (!name) return refuse('the two servers write an index on an expression in different ways')
    if (opclass || collation) return refuse(`the index orders "${name}" in a way that MySQL lacks`)
    if (nulls_ordering !== 'SORTBY_NULLS_DEFAULT') return refuse('MySQL sorts NULL before all values')
    return { name, descending: ordering === 'SORTBY_DESC' }
  })
  return { unique, columns, forForeignKey: false }
}

function canServe(statement: IndexStmt, table: Table, wanted: readonly string[]): boolean {
  if (tableName(statement.relation) !== table.name || table.indexes.has(statement.idxname ?? '')) return false
  const names = (statement.indexParams ?? []).map((node) => ('IndexElem' in node ? node.IndexElem.name : ''))
  const plain = !statement.whereClause && names.every((name) => name && table.columns.has(name))
  return plain && wanted.every((name, place) => names[place] === name)
}
