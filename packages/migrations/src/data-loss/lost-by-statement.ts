import type { MergeStmt, Node, RangeVar, TypeName } from 'libpg-query'
import pg from 'pg'
import type { Statement } from '../sql/read-statements.js'
import { countChanged, countKept, countReferring, countRows } from './count-rows.js'

/** What a statement takes away, whether or not any rows have it. */
export interface PossibleLoss {
  readonly what: string
  /** Counts the rows that lose data by it. */
  readonly count?: (client: pg.ClientBase) => Promise<number>
}

/** Everything that a statement takes away. Functions and DO blocks are not looked into. */
export function lostByStatement({ node }: Statement): PossibleLoss[] {
  if (!node) return []
  if ('AlterTableStmt' in node) {
    const { relation, cmds = [], objtype } = node.AlterTableStmt
    if (objtype === 'OBJECT_TYPE') return cmds.flatMap(lostAttribute)
    return relation ? cmds.flatMap((cmd) => lostColumn(tableOf(relation), cmd)) : []
  }
  if ('DropStmt' in node) return lostObjects(node.DropStmt)
  if ('TruncateStmt' in node) {
    const { relations = [], behavior } = node.TruncateStmt
    return relations.flatMap((relation) => lostRows(relation, behavior === 'DROP_CASCADE'))
  }
  if ('DropOwnedStmt' in node) return [{ what: 'everything that a role owns' }]
  if ('DropdbStmt' in node) return [{ what: `database ${pg.escapeIdentifier(node.DropdbStmt.dbname ?? '')}` }]
  return KEEPS_FOR_LATER.some((kind) => kind in node) ? [] : deletionsIn(node)
}

/** Statements that are stored, to run another time. */
const KEEPS_FOR_LATER = ['CreateFunctionStmt', 'RuleStmt', 'ViewStmt']

/** What a statement deletes itself or in a part of it: `WITH gone AS (DELETE …)`. */
function deletionsIn(node: Node): PossibleLoss[] {
  const found: PossibleLoss[] = []
  JSON.stringify(node, (key, value) => {
    if (key === 'DeleteStmt') found.push(lostByDelete(value.relation, Boolean(value.whereClause)))
    if (key === 'MergeStmt' && deletes(value)) found.push(lostByDelete(value.relation, true))
    return value
  })
  return found
}

function lostByDelete(relation: RangeVar, some: boolean): PossibleLoss {
  return lostTable(tableOf(relation), some ? 'at most all of table' : 'all of table')
}

function deletes({ mergeWhenClauses = [] }: MergeStmt): boolean {
  return mergeWhenClauses.some(
    (one) => 'MergeWhenClause' in one && one.MergeWhenClause.commandType === 'CMD_DELETE'
  )
}

function lostColumn(table: string, cmd: Node): PossibleLoss[] {
  if (!('AlterTableCmd' in cmd)) return []
  const { subtype, name, def } = cmd.AlterTableCmd
  if (!name) return []
  const column = pg.escapeIdentifier(name)
  const what = `column ${table}.${column}`
  const count = (client: pg.ClientBase) => countRows(client, `SELECT count(${column}) FROM ${table}`)
  if (subtype === 'AT_DropColumn') return [{ what, count }]
  if (subtype !== 'AT_AlterColumnType' || !def || !('ColumnDef' in def)) return []

  const { typeName, raw_default: using } = def.ColumnDef
  if (!typeName) return []
  const changed = `${what}, where the new type does not hold the value`
  const cast = using ? formatCast(using, name) : column
  if (!cast) return [{ what: `${what}, made anew by an expression`, count }]
  const value = `${cast}::${formatType(typeName)}`
  return [{ what: changed, count: (client) => countChanged(client, table, name, value) }]
}

function lostAttribute(cmd: Node): PossibleLoss[] {
  if (!('AlterTableCmd' in cmd) || cmd.AlterTableCmd.subtype !== 'AT_DropColumn') return []
  return [{ what: `attribute ${pg.escapeIdentifier(cmd.AlterTableCmd.name ?? '')} of a type` }]
}

function lostObjects(drop: Extract<Node, { DropStmt: unknown }>['DropStmt']): PossibleLoss[] {
  const { removeType, behavior, objects = [] } = drop
  if (removeType === 'OBJECT_TABLE') return objects.map((object) => lostTable(formatName(object), 'table'))
  if (behavior !== 'DROP_CASCADE') return []
  if (removeType === 'OBJECT_SCHEMA')
    return objects.map((object) => ({ what: `schema ${formatName(object)}` }))
  if (!TAKES_COLUMNS.has(removeType)) return []
  return objects.map((object) => ({ what: `columns that depend on ${formatName(object)}` }))
}

/** Dropping these drops the columns that depend on them. */
const TAKES_COLUMNS = new Set<string | undefined>([
  'OBJECT_TYPE',
  'OBJECT_DOMAIN',
  'OBJECT_COLLATION',
  'OBJECT_EXTENSION'
])

function lostRows(relation: Node, cascade: boolean): PossibleLoss[] {
  if (!('RangeVar' in relation)) return []
  const table = tableOf(relation.RangeVar)
  const here = lostTable(table, 'all of table')
  if (!cascade) return [here]
  return [
    here,
    { what: `all of the tables that refer to ${table}`, count: (client) => countReferring(client, table) }
  ]
}

function lostTable(table: string, what: string): PossibleLoss {
  return {
    what: `${what} ${table}`,
    count: (client) => countKept(client, table)
  }
}

/** The column itself, or cast to a type, as SQL; undefined for other expressions. */
function formatCast(expression: Node, name: string): string | undefined {
  if ('TypeCast' in expression) {
    const { arg, typeName } = expression.TypeCast
    const cast = arg && formatCast(arg, name)
    return cast && typeName && `${cast}::${formatType(typeName)}`
  }
  if (!('ColumnRef' in expression)) return undefined
  const field = expression.ColumnRef.fields?.at(-1)
  return field && 'String' in field && field.String.sval === name ? pg.escapeIdentifier(name) : undefined
}

/** A table's name as SQL. */
export function tableOf({ schemaname, relname = '' }: RangeVar): string {
  return [schemaname, relname].flatMap((part) => (part ? [pg.escapeIdentifier(part)] : [])).join('.')
}

function formatName(object: Node): string {
  if ('List' in object) return (object.List.items ?? []).map(formatName).join('.')
  if ('TypeName' in object) return (object.TypeName.names ?? []).map(formatName).join('.')
  return 'String' in object ? pg.escapeIdentifier(object.String.sval ?? '') : ''
}

function formatType({ names = [], typmods = [], arrayBounds = [] }: TypeName): string {
  const lengths = typmods.flatMap((one) =>
    'A_Const' in one && one.A_Const.ival ? [one.A_Const.ival.ival ?? 0] : []
  )
  const modifier = lengths.length > 0 ? `(${lengths.join(', ')})` : ''
  return names.map(formatName).join('.') + modifier + '[]'.repeat(arrayBounds.length)
}
