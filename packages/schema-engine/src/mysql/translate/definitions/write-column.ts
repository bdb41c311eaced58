import type { ColumnDef, Node } from 'libpg-query'
import { quoteName } from '../../quote.js'
import { isSerial, typeOf } from './column-type.js'
import { writeLiteral } from './expression.js'
import { lastName, namesOf } from './read-names.js'
import { refuse } from './refusal.js'
import type { Column, Schema } from './schema.js'

/** Reads a column of CREATE TABLE or ADD COLUMN. */
export function readColumn(definition: ColumnDef, { enums }: Schema): Column {
  const type = definition.typeName ?? refuse('a column has no type')
  const column: Column = {
    type,
    enumName: enums.has(lastName(type.names)) ? lastName(type.names) : undefined,
    collation: definition.collClause && namesOf(definition.collClause.collname).at(-1),
    notNull: false,
    autoIncrement: isSerial(type),
    default: undefined,
    constraints: []
  }
  for (const node of definition.constraints ?? []) {
    if (!('Constraint' in node)) continue
    const { contype = 'CONSTR_NULL', raw_expr } = node.Constraint
    if (contype === 'CONSTR_NOTNULL') column.notNull = true
    else if (contype === 'CONSTR_DEFAULT') column.default = raw_expr
    else if (contype !== 'CONSTR_NULL') column.constraints.push(contype)
  }
  return column
}

/** A column as CREATE TABLE, ADD COLUMN and MODIFY take it. */
export function writeColumn(name: string, column: Column, schema: Schema): string {
  const [other] = column.constraints
  if (other) refuse(`${other} stands at the column "${name}" instead of in a constraint of its own`)
  const type = typeOf(column, schema)
  const parts = [quoteName(name), type, column.notNull ? 'NOT NULL' : 'NULL']
  if (column.autoIncrement) parts.push('AUTO_INCREMENT')
  if (column.default) parts.push(`DEFAULT ${writeDefault(column.default, type, schema)}`)
  return parts.join(' ')
}

function writeDefault(node: Node, type: string, { enums }: Schema): string {
  const [, precision] = /^DATETIME\((\d)\)/.exec(type) ?? []
  if (precision && isNow(node)) return `CURRENT_TIMESTAMP(${precision})`
  const literal = writeLiteral(node, enums)
  if (/^(DATETIME|TIME|LONGBLOB)/.test(type) && literal !== 'NULL')
    return refuse(`PostgreSQL writes ${literal} in another way than MySQL`)
  // These take an expression only.
  return /^(LONGTEXT|LONGBLOB|JSON)/.test(type) ? `(${literal})` : literal
}

function isNow(node: Node): boolean {
  if ('SQLValueFunction' in node) return node.SQLValueFunction.op === 'SVFOP_CURRENT_TIMESTAMP'
  return 'FuncCall' in node && lastName(node.FuncCall.funcname) === 'now'
}
