import type { A_Const, A_Expr, BoolExpr, Node } from 'libpg-query'
import { quoteName, quoteText } from '../../quote.js'
import { mysqlType } from './column-type.js'
import { lastName, namesOf } from './read-names.js'
import { refuse } from './refusal.js'
import type { Column, Schema } from './schema.js'

/** What an expression may name. */
export interface Scope {
  readonly columns: ReadonlyMap<string, Column>
  readonly enums: Schema['enums']
}

/** Writes the condition of a CHECK: comparisons, sums, products and literals mean the same on MySQL. */
export function writeCondition(node: Node, scope: Scope): string {
  return write(node, scope).text
}

/** The columns that an expression reads. */
export function columnsIn(node: Node): Set<string> {
  const found = new Set<string>()
  JSON.stringify(node, (key, value) => {
    if (key === 'ColumnRef') found.add(lastName(value.fields))
    return value
  })
  return found
}

/** A literal, of an enum perhaps: `'customer'::"Role"`. */
export function writeLiteral(node: Node, enums: Schema['enums']): string {
  if ('A_Const' in node) return writeConstant(node.A_Const)
  if ('TypeCast' in node && node.TypeCast.arg && enums.has(lastName(node.TypeCast.typeName?.names)))
    return writeLiteral(node.TypeCast.arg, enums)
  return refuse('MySQL may read the expression in another way')
}

interface Written {
  readonly text: string
  /** How strongly it binds. */
  readonly level: number
}

/** How strongly operators bind, which MySQL orders as PostgreSQL does. */
const LEVELS = new Map([
  ['OR', 1],
  ['AND', 2],
  ['NOT', 3],
  ['=', 4],
  ['<>', 4],
  ['<', 4],
  ['<=', 4],
  ['>', 4],
  ['>=', 4],
  ['+', 5],
  ['-', 5],
  ['*', 6]
])
const COMPARISON = 4
const SUM = 5
const ATOM = 9

function write(node: Node, scope: Scope): Written {
  if ('A_Expr' in node) return writeOperation(node.A_Expr, scope)
  if ('BoolExpr' in node) return writeBoolean(node.BoolExpr, scope)
  if ('NullTest' in node && node.NullTest.arg) {
    const word = node.NullTest.nulltesttype === 'IS_NULL' ? 'IS NULL' : 'IS NOT NULL'
    return { text: `${inside(node.NullTest.arg, COMPARISON + 1, scope)} ${word}`, level: COMPARISON }
  }
  if ('ColumnRef' in node) {
    const [column = '', ...others] = namesOf(node.ColumnRef.fields).reverse()
    if (others.length > 1) refuse('a column has more than a table before it')
    return { text: quoteName(column), level: ATOM }
  }
  return { text: writeLiteral(node, scope.enums), level: ATOM }
}

function writeOperation({ kind, name, lexpr, rexpr }: A_Expr, scope: Scope): Written {
  const operator = lastName(name)
  if (!lexpr || !rexpr) return refuse(`the operator ${operator} has one side only`)
  if (kind === 'AEXPR_IN' && 'List' in rexpr) {
    const word = operator === '=' ? 'IN' : 'NOT IN'
    const values = (rexpr.List.items ?? []).map((value) => writeLiteral(value, scope.enums))
    return { text: `${inside(lexpr, SUM, scope)} ${word} (${values.join(', ')})`, level: COMPARISON }
  }
  const level = LEVELS.get(operator)
  if (kind !== 'AEXPR_OP' || level === undefined)
    return refuse(`the operator ${operator} may mean something else on MySQL`)
  if (level >= SUM) refuseOtherThanNumbers(operator, [lexpr, rexpr], scope)
  // Comparisons do not chain, and a difference counts from the left.
  const left = inside(lexpr, level === COMPARISON ? SUM : level, scope)
  return { text: `${left} ${operator} ${inside(rexpr, level + 1, scope)}`, level }
}

function writeBoolean({ boolop, args = [] }: BoolExpr, scope: Scope): Written {
  const operator = boolop === 'AND_EXPR' ? 'AND' : boolop === 'OR_EXPR' ? 'OR' : 'NOT'
  const level = LEVELS.get(operator) ?? ATOM
  const texts = args.map((arg) => inside(arg, level + 1, scope))
  return { text: operator === 'NOT' ? `NOT ${texts.join()}` : texts.join(` ${operator} `), level }
}

/** In parentheses if it binds less strongly than its place asks for. */
function inside(node: Node, level: number, scope: Scope): string {
  const written = write(node, scope)
  return written.level < level ? `(${written.text})` : written.text
}

/** MySQL makes numbers of dates and texts, and adds those. */
function refuseOtherThanNumbers(operator: string, sides: Node[], scope: Scope): void {
  for (const name of sides.flatMap((side) => [...columnsIn(side)])) {
    if (!IS_NUMBER.test(typeText(scope.columns.get(name))))
      refuse(`the operator ${operator} may mean something else on MySQL where "${name}" is no number`)
  }
}

const IS_NUMBER = /^(?:SMALLINT|INTEGER|BIGINT|DECIMAL|FLOAT|DOUBLE)/

function writeConstant({ isnull, ival, fval, boolval, sval }: A_Const): string {
  if (isnull) return 'NULL'
  if (boolval) return boolval.boolval ? 'true' : 'false'
  if (fval) return fval.fval ?? '0'
  if (sval) return quoteText(sval.sval ?? '')
  return ival ? String(ival.ival ?? 0) : refuse('a literal of bits has no translation')
}

function typeText(column: Column | undefined): string {
  return column && column.enumName === undefined ? mysqlType(column.type) : ''
}
