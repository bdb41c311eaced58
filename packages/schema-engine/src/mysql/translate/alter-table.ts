import type { AlterTableCmd, AlterTableStmt, ColumnDef, Constraint, Node } from 'libpg-query'
import { quoteName } from '../quote.js'
import { mysqlType, typeOf } from './definitions/column-type.js'
import { columnsIn } from './definitions/expression.js'
import { lastName } from './definitions/read-names.js'
import { refuse } from './definitions/refusal.js'
import { type Column, columnNames, indexedColumns, type Table } from './definitions/schema.js'
import { readColumn, writeColumn } from './definitions/write-column.js'
import { addConstraint } from './definitions/write-constraint.js'
import { type Context, findTable } from './find-table.js'
import { dropSpareIndexes, replaceIndexes } from './foreign-key-index.js'

/** The parts of an ALTER TABLE, each written at the end, when the whole change is known. */
interface Change {
  readonly table: Table
  readonly parts: (() => string)[]
  /** Names of the foreign keys that the table had before. */
  readonly foreignKeys: ReadonlySet<string>
  /** Names of columns in small letters, since MySQL's have no case. */
  readonly dropped: Set<string>
  /** Columns that are written anew. */
  readonly modified: Set<string>
  /** Columns that are only added, need a value in each row and have none. */
  readonly required: Set<string>
}

/** ALTER TABLE, in one statement, or two where rows could lack a value. */
export function alterTable({ relation, cmds = [] }: AlterTableStmt, context: Context): string[] {
  const table = findTable(context, relation?.relname)
  const change: Change = {
    table,
    parts: [],
    foreignKeys: new Set(table.foreignKeys.keys()),
    dropped: new Set(),
    modified: new Set(),
    required: new Set()
  }
  for (const cmd of cmds) if ('AlterTableCmd' in cmd) apply(cmd.AlterTableCmd, change, context)
  change.parts.push(...replaceIndexes(table, context))
  for (const part of dropSpareIndexes(table)) change.parts.push(() => part)
  if (context.block) {
    const modified = context.block.get(table) ?? new Set()
    context.block.set(table, modified)
    for (const name of change.modified) modified.add(name)
    change.modified.clear()
  }
  return writeChange(change, context)
}

/** ALTER TABLE of the parts, which are of one statement. */
export function writeAlter(table: Table, parts: readonly string[]): string[] {
  if (parts.length === 0) return []
  const separator = parts.length > 1 ? '\n    ' : ' '
  return [`ALTER TABLE ${quoteName(table.name)}${separator}${parts.join(',\n    ')}`]
}

/** MODIFY of a column, whole, as it is in the end. */
export function writeModify(table: Table, name: string, { schema }: Context): string {
  const column = table.columns.get(name) ?? refuse(`there is no column "${name}"`)
  return `MODIFY ${writeColumn(name, column, schema)}`
}

function writeChange({ table, parts, modified, required }: Change, context: Context): string[] {
  // In a new column that must have a value, MySQL would write 0 or '' into the rows that there are.
  const added = [...required].map((name) => {
    const column = { ...columnOf(table, name), notNull: false }
    return `ADD COLUMN ${writeColumn(name, column, context.schema)}`
  })
  const written = [
    ...parts.map((write) => write()),
    ...[...required, ...modified].map((name) => writeModify(table, name, context))
  ]
  refuseLooseCounter(table)
  return [...writeAlter(table, added), ...writeAlter(table, written)]
}

/** MySQL counts only in a column that an index begins with. */
function refuseLooseCounter(table: Table): void {
  for (const [name, { autoIncrement }] of table.columns)
    if (autoIncrement && !indexedColumns(table).some(([first]) => first === name))
      refuse(`MySQL counts only in a column that has an index, and "${name}" has none`)
}

function apply(cmd: AlterTableCmd, change: Change, context: Context): void {
  const { table, parts, modified } = change
  const { subtype, name = '', def } = cmd
  if (cmd.missing_ok) parts.push(() => refuse('MySQL has no IF EXISTS here'))
  if (cmd.behavior === 'DROP_CASCADE') parts.push(() => refuse('MySQL has no CASCADE here'))
  switch (subtype) {
    case 'AT_AddColumn':
      addColumn(definitionOf(def), change, context)
      break
    case 'AT_DropColumn':
      dropColumn(name, change)
      break
    case 'AT_ColumnDefault':
      setDefault(name, def, change, context)
      break
    case 'AT_SetNotNull':
    case 'AT_DropNotNull':
      columnOf(table, name).notNull = subtype === 'AT_SetNotNull'
      modified.add(name)
      break
    case 'AT_AlterColumnType':
      changeType(name, definitionOf(def), change, context)
      break
    case 'AT_AddConstraint': {
      const constraint = constraintOf(def)
      const write = addConstraint(constraint, table, context.schema)
      parts.push(() => `ADD ${write()}`)
      refuseSameKey(constraint, change)
      break
    }
    case 'AT_DropConstraint':
      parts.push(dropConstraint(name, table))
      break
    case 'AT_SetRelOptions':
    case 'AT_ResetRelOptions':
      // How full PostgreSQL fills its pages, and the like.
      break
    default:
      parts.push(() => refuse(`${subtype} is not known`))
  }
}

/** MariaDB takes a foreign key for there already, though the same statement drops it. */
function refuseSameKey({ contype, conname = '' }: Constraint, { parts, foreignKeys }: Change): void {
  if (contype === 'CONSTR_FOREIGN' && foreignKeys.has(conname))
    parts.push(() => refuse(`MariaDB adds no foreign key "${conname}" in the statement that drops it`))
}

function addColumn(definition: ColumnDef, change: Change, { schema }: Context): void {
  const { table, parts, dropped, required } = change
  const name = definition.colname ?? ''
  const column = readColumn(definition, schema)
  const lacksValue = column.notNull && !column.default && !column.autoIncrement
  // One made anew is refused before the statement where there are rows: see findUnfilledColumns.
  if (lacksValue && !dropped.has(name.toLowerCase())) required.add(name)
  else parts.push(() => `ADD COLUMN ${writeColumn(name, column, schema)}`)
  table.columns.set(name, column)
}

/** Like PostgreSQL, drops the constraints and indexes with the column. */
function dropColumn(name: string, { table, parts, dropped, modified, required }: Change): void {
  const constraints = [
    ...[...table.foreignKeys].filter(([, key]) => key.columns.includes(name)).map(([key]) => key),
    ...[...table.checks].filter(([, check]) => columnsIn(check.expression).has(name)).map(([key]) => key),
    ...(table.primaryKey?.columns.includes(name) ? [table.primaryKey.name] : [])
  ]
  for (const constraint of constraints) parts.push(dropConstraint(constraint, table))
  for (const [index, { columns }] of table.indexes)
    if (columnNames({ columns }).includes(name)) parts.push(dropConstraint(index, table))
  table.columns.delete(name)
  dropped.add(name.toLowerCase())
  modified.delete(name)
  required.delete(name)
  parts.push(() => `DROP COLUMN ${quoteName(name)}`)
}

function dropConstraint(name: string, table: Table): () => string {
  if (table.primaryKey?.name === name) {
    table.primaryKey = undefined
    return () => 'DROP PRIMARY KEY'
  }
  if (table.foreignKeys.delete(name)) {
    const drop = `DROP FOREIGN KEY ${quoteName(name)}`
    if (!table.indexes.get(name)?.forForeignKey) return () => drop
    table.indexes.delete(name)
    return () => `${drop}, DROP INDEX ${quoteName(name)}`
  }
  if (table.checks.delete(name)) return () => dropCheck(name)
  if (table.indexes.delete(name)) return () => `DROP INDEX ${quoteName(name)}`
  return () => refuse(`there is no constraint "${name}"`)
}

/** MySQL before 8.0.19 knows no DROP CONSTRAINT, and MariaDB no DROP CHECK. */
export function dropCheck(name: string): string {
  return `DROP /*!80016 CHECK */ /*M! CONSTRAINT */ ${quoteName(name)}`
}

/** A serial that has another default, or none, counts no more, and leaves its sequence behind. */
function setDefault(name: string, node: Node | undefined, change: Change, { schema }: Context): void {
  const { table, modified } = change
  const column = columnOf(table, name)
  if (column.autoIncrement) schema.sequences.add(`${table.name}_${name}_seq`)
  column.autoIncrement = false
  column.default = node
  modified.add(name)
}

function changeType(name: string, definition: ColumnDef, change: Change, { schema }: Context): void {
  const { table, parts, modified } = change
  const before = columnOf(table, name)
  const after = readColumn(definition, schema)
  const column = { ...before, type: after.type, enumName: after.enumName, collation: after.collation }
  table.columns.set(name, column)
  modified.add(name)
  const { raw_default: using } = definition
  if (using && !isCastByText(using, name))
    parts.push(() => refuse('only PostgreSQL knows how USING makes the values'))
  else if (kindOf(before) !== kindOf(column))
    parts.push(() => refuse(`${typeOf(before, schema)} becomes ${typeOf(column, schema)}`))
}

/** Types whose values the servers turn into each other's in the same way, and whose losses both refuse. */
function kindOf(column: Column): string {
  if (column.enumName !== undefined) return 'enum'
  const [name = ''] = /^\w+/.exec(mysqlType(column.type)) ?? []
  if (/^(VARCHAR|CHAR|LONGTEXT)$/.test(name)) return 'text'
  return /^(SMALLINT|INTEGER|BIGINT)$/.test(name) ? 'integer' : name
}

/** `"status"::text::"Status_new"`: how Prisma takes away a value of an enum. */
function isCastByText(using: Node, name: string): boolean {
  if (!('TypeCast' in using) || !using.TypeCast.arg || !('TypeCast' in using.TypeCast.arg)) return false
  const { arg, typeName } = using.TypeCast.arg.TypeCast
  return lastName(typeName?.names) === 'text' && arg !== undefined && columnsIn(arg).has(name)
}

function columnOf(table: Table, name: string): Column {
  return table.columns.get(name) ?? refuse(`there is no column "${name}"`)
}

function definitionOf(node: Node | undefined): ColumnDef {
  return node && 'ColumnDef' in node ? node.ColumnDef : refuse('a column has no definition')
}

function constraintOf(node: Node | undefined): Constraint {
  return node && 'Constraint' in node ? node.Constraint : refuse('a constraint has no definition')
}
