import type { Constraint } from 'libpg-query'
import { quoteName, quoteNames } from '../../quote.js'
import { indexBytes } from './column-type.js'
import { columnsIn, writeCondition } from './expression.js'
import { namesOf, tableName } from './read-names.js'
import { refuse } from './refusal.js'
import {
  type Check,
  columnNames,
  covers,
  type ForeignKey,
  type Index,
  indexedColumns,
  type Schema,
  type Table
} from './schema.js'

/**
 * Adds a constraint to a table.
 *
 * @returns writes it, as a part of CREATE TABLE, or after ADD
 */
export function addConstraint(constraint: Constraint, table: Table, schema: Schema): () => string {
  const write = takeConstraint(constraint, table, schema)
  const clause =
    constraint.fk_matchtype === 'f' ? 'MATCH FULL' : CLAUSES.find(([key]) => constraint[key])?.[1]
  return clause ? () => refuse(`MySQL has no ${clause} here`) : write
}

/** Clauses that change what a constraint does, by the parser's names. MySQL has none of them. */
const CLAUSES: [key: keyof Constraint, clause: string][] = [
  ['deferrable', 'DEFERRABLE'],
  ['fk_del_set_cols', 'SET NULL of some columns'],
  ['fk_with_period', 'PERIOD'],
  ['including', 'INCLUDE'],
  ['indexname', 'USING INDEX'],
  ['nulls_not_distinct', 'NULLS NOT DISTINCT'],
  ['skip_validation', 'NOT VALID or NOT ENFORCED'],
  ['without_overlaps', 'WITHOUT OVERLAPS']
]

function takeConstraint(constraint: Constraint, table: Table, schema: Schema): () => string {
  const { contype, conname: name, indexname = '' } = constraint
  if (!name) return () => refuse('a constraint has no name')
  const columns = columnNames(
    table.indexes.get(indexname) ?? { columns: namesOf(constraint.keys).map(ascending) }
  )
  table.indexes.delete(indexname)
  switch (contype) {
    case 'CONSTR_PRIMARY':
      table.primaryKey = { name, columns }
      return () => writePrimaryKey(columns, table)
    case 'CONSTR_UNIQUE':
      return addIndex(name, { unique: true, columns: columns.map(ascending), forForeignKey: false }, table)
    case 'CONSTR_CHECK':
      return addCheck(name, constraint, table, schema)
    case 'CONSTR_FOREIGN':
      return addForeignKey(name, readForeignKey(constraint), table)
    default:
      return () => refuse(`MySQL has no ${contype}`)
  }
}

function addCheck(name: string, { raw_expr }: Constraint, table: Table, schema: Schema): () => string {
  if (!raw_expr) return () => refuse('a CHECK has no condition')
  const check = { expression: raw_expr }
  table.checks.set(name, check)
  return () => writeCheck(name, check, table, schema)
}

/** @returns writes it, to stand after ADD */
export function addIndex(name: string, index: Index, table: Table): () => string {
  table.indexes.set(name, index)
  return () => writeIndex(name, index, table)
}

export function writeIndex(name: string, index: Index, table: Table): string {
  return `${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteName(name)} ${writeIndexColumns(index, table)}`
}

/** In parentheses. */
export function writeIndexColumns(index: Index, table: Table): string {
  refuseTooLong(columnNames(index), table)
  const names = index.columns.map((one) => quoteName(one.name) + (one.descending ? ' DESC' : ''))
  return `(${names.join(', ')})`
}

export function writeForeignKey(name: string, key: ForeignKey, table: Table): string {
  const checks = [...table.checks].filter(([, check]) => changesColumns(key) && sharesColumn(check, key))
  const [check] = checks[0] ?? []
  if (!key.onDelete || !key.onUpdate) refuse('InnoDB has no SET DEFAULT')
  if (key.targetColumns.length === 0) refuse(`the foreign key names no columns of "${key.target}"`)
  if (check) refuse(`MySQL takes no action on a column that a CHECK (${check}) compares`)
  return (
    `CONSTRAINT ${quoteName(name)} FOREIGN KEY (${quoteNames(key.columns)})` +
    ` REFERENCES ${quoteName(key.target)} (${quoteNames(key.targetColumns)})` +
    ` ON DELETE ${key.onDelete} ON UPDATE ${key.onUpdate}`
  )
}

export function writeCheck(name: string, check: Check, table: Table, schema: Schema): string {
  const keys = [...table.foreignKeys].filter(([, key]) => changesColumns(key) && sharesColumn(check, key))
  const [key] = keys[0] ?? []
  if (key) refuse(`MySQL takes no CHECK on a column that a foreign key (${key}) changes`)
  const condition = writeCondition(check.expression, { columns: table.columns, enums: schema.enums })
  return `CONSTRAINT ${quoteName(name)} CHECK (${condition})`
}

function writePrimaryKey(columns: string[], table: Table): string {
  refuseTooLong(columns, table)
  return `PRIMARY KEY (${quoteNames(columns)})`
}

function addForeignKey(name: string, key: ForeignKey, table: Table): () => string {
  table.foreignKeys.set(name, key)
  // MySQL makes an index where there is none.
  if (!indexedColumns(table).some((columns) => covers(columns, key)))
    table.indexes.set(name, { unique: false, columns: key.columns.map(ascending), forForeignKey: true })
  return () => writeForeignKey(name, key, table)
}

function readForeignKey(constraint: Constraint): ForeignKey {
  return {
    columns: namesOf(constraint.fk_attrs),
    target: tableName(constraint.pktable),
    targetColumns: namesOf(constraint.pk_attrs),
    onDelete: ACTIONS.get(constraint.fk_del_action) ?? '',
    onUpdate: ACTIONS.get(constraint.fk_upd_action) ?? ''
  }
}

/** By PostgreSQL's letters. */
const ACTIONS = new Map<string | undefined, string>([
  ['c', 'CASCADE'],
  ['r', 'RESTRICT'],
  ['n', 'SET NULL'],
  ['a', 'NO ACTION']
])

function changesColumns({ onDelete, onUpdate }: ForeignKey): boolean {
  return onDelete === 'SET NULL' || onUpdate === 'SET NULL' || onUpdate === 'CASCADE'
}

function sharesColumn({ expression }: Check, { columns }: ForeignKey): boolean {
  const read = columnsIn(expression)
  return columns.some((column) => read.has(column))
}

function refuseTooLong(columns: readonly string[], table: Table): void {
  let sum = 0
  for (const name of columns) {
    const column = table.columns.get(name) ?? refuse(`there is no column "${name}"`)
    sum +=
      indexBytes(column) ??
      refuse(`MySQL has no index on the whole of "${name}": give it a length (@db.VarChar)`)
  }
  if (sum > LONGEST) refuse(`the index takes ${sum} bytes for each row, where MySQL has room for ${LONGEST}`)
}

/** Bytes of an index entry: InnoDB's limit in tables of the row format DYNAMIC. */
const LONGEST = 3_072

function ascending(name: string): Index['columns'][number] {
  return { name, descending: false }
}
