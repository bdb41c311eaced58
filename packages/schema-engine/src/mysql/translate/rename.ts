import type { RenameStmt } from 'libpg-query'
import { quoteName } from '../quote.js'
import { dropCheck, writeAlter } from './alter-table.js'
import { columnsIn } from './definitions/expression.js'
import { lastName } from './definitions/read-names.js'
import { refuse } from './definitions/refusal.js'
import type { Table } from './definitions/schema.js'
import { writeCheck, writeForeignKey } from './definitions/write-constraint.js'
import { type Context, findTable } from './find-table.js'

/** ALTER … RENAME of a table, column, index, constraint or enum. */
export function rename(statement: RenameStmt, context: Context): string[] {
  const { renameType, relation, subname = '', newname = '', object } = statement
  if (statement.missing_ok) return refuse('MySQL has no IF EXISTS here')
  switch (renameType) {
    case 'OBJECT_TABLE':
      return renameTable(relation?.relname ?? '', newname, context)
    case 'OBJECT_COLUMN':
      return renameColumn(findTable(context, relation?.relname), subname, newname, context)
    case 'OBJECT_INDEX':
      return renameIndex(relation?.relname ?? '', newname, context)
    case 'OBJECT_TABCONSTRAINT':
      return renameConstraint(findTable(context, relation?.relname), subname, newname, context)
    case 'OBJECT_TYPE':
      renameEnum(object && 'List' in object ? lastName(object.List.items) : '', newname, context)
      return []
    default:
      return refuse(`RENAME of ${renameType} is not known`)
  }
}

function renameTable(name: string, newName: string, context: Context): string[] {
  const { tables } = context.schema
  const table = findTable(context, name)
  table.name = newName
  rekey(tables, name, newName)
  for (const { foreignKeys } of tables.values())
    for (const key of foreignKeys.values()) if (key.target === name) key.target = newName
  return [`RENAME TABLE ${quoteName(name)} TO ${quoteName(newName)}`]
}

function renameColumn(table: Table, name: string, newName: string, { schema }: Context): string[] {
  rekey(table.columns, name, newName)
  const replace = (names: string[]) => names.map((one) => (one === name ? newName : one))
  if (table.primaryKey) table.primaryKey.columns = replace(table.primaryKey.columns)
  for (const { columns } of table.indexes.values())
    for (const column of columns) if (column.name === name) column.name = newName
  for (const key of table.foreignKeys.values()) key.columns = replace(key.columns)
  for (const { foreignKeys } of schema.tables.values())
    for (const key of foreignKeys.values())
      if (key.target === table.name) key.targetColumns = replace(key.targetColumns)
  for (const [check, { expression }] of table.checks)
    if (columnsIn(expression).has(name)) refuse(`MySQL renames no column that a CHECK (${check}) compares`)
  return writeAlter(table, [`RENAME COLUMN ${quoteName(name)} TO ${quoteName(newName)}`])
}

function renameIndex(name: string, newName: string, { schema }: Context): string[] {
  for (const table of schema.tables.values()) {
    // PostgreSQL has an index by the name of the primary key.
    if (table.primaryKey?.name === name) {
      table.primaryKey.name = newName
      return []
    }
    if (!table.indexes.has(name)) continue
    rekey(table.indexes, name, newName)
    return writeAlter(table, [`RENAME INDEX ${quoteName(name)} TO ${quoteName(newName)}`])
  }
  return refuse(`there is no index "${name}"`)
}

function renameConstraint(table: Table, name: string, newName: string, context: Context): string[] {
  const key = table.foreignKeys.get(name)
  const check = table.checks.get(name)
  if (check) {
    rekey(table.checks, name, newName)
    return writeAlter(table, [dropCheck(name), `ADD ${writeCheck(newName, check, table, context.schema)}`])
  }
  if (!key) return renameIndex(name, newName, context)
  rekey(table.foreignKeys, name, newName)
  const index = table.indexes.get(name)?.forForeignKey
    ? [`RENAME INDEX ${quoteName(name)} TO ${quoteName(newName)}`]
    : []
  if (index.length > 0) rekey(table.indexes, name, newName)
  const added = `ADD ${writeForeignKey(newName, key, table)}`
  return writeAlter(table, [`DROP FOREIGN KEY ${quoteName(name)}`, ...index, added])
}

function renameEnum(name: string, newName: string, { schema: { enums, tables } }: Context): void {
  rekey(enums, name, newName)
  for (const { columns } of tables.values())
    for (const column of columns.values()) if (column.enumName === name) column.enumName = newName
}

/** Keeps the order of the others. */
function rekey<Value>(map: Map<string, Value>, key: string, newKey: string): void {
  const entries = [...map]
  map.clear()
  for (const [name, value] of entries) map.set(name === key ? newKey : name, value)
}
