import type { Node, RangeVar, TypeName } from 'libpg-query'
import pg from 'pg'
import type { Statement } from './statements.js'

/** Data that a statement would lose. */
export interface Loss {
  /** `column "users"."gender"`, `table "carts"`. */
  readonly what: string
  /** How many rows have something there; undefined where that cannot be told beforehand. */
  readonly rows: number | undefined
}

/** Something a statement takes away, whether or not there is anything in it. */
export interface Casualty {
  readonly what: string
  /** Counts the rows that have something there. */
  readonly count?: (client: pg.ClientBase) => Promise<number>
}

/**
 * What statements would lose of what is in the database now. What they do not find there, they lose nothing of.
 *
 * @param client in a transaction
 */
export async function findLosses(client: pg.ClientBase, statements: readonly Statement[]): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const { what, count } of statements.flatMap(casualtiesOf)) {
    const rows = count && (await attempt(client, () => count(client)))
    if (rows !== 0) losses.push({ what, rows })
  }
  return losses
}

/** For people, a line each. */
export function formatLosses(losses: readonly Loss[]): string {
  return losses.map(({ what, rows }) => `  ${what}: ${rows ?? 'an unknown number of'} rows`).join('\n')
}

/** Everything that a statement takes away. Statements within functions and DO blocks are not looked into. */
export function casualtiesOf({ node }: Statement): Casualty[] {
  if (!node) return []
  if ('AlterTableStmt' in node) {
    const { relation, cmds = [] } = node.AlterTableStmt
    return relation ? cmds.flatMap((cmd) => lostColumn(tableOf(relation), cmd)) : []
  }
  if ('DropStmt' in node) return lostObjects(node.DropStmt)
  if ('TruncateStmt' in node) return (node.TruncateStmt.relations ?? []).flatMap(lostRows)
  if ('DeleteStmt' in node) {
    const { relation, whereClause } = node.DeleteStmt
    if (!relation) return []
    return [lostTable(tableOf(relation), whereClause ? 'at most all of table' : 'all of table')]
  }
  return []
}

function lostColumn(table: string, cmd: Node): Casualty[] {
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
  if (using && !isCastOf(using, name)) return [{ what: `${what}, made anew by an expression`, count }]
  return [{ what: changed, count: (client) => countChanged(client, table, name, formatType(typeName)) }]
}

function lostObjects(drop: Extract<Node, { DropStmt: unknown }>['DropStmt']): Casualty[] {
  const { removeType, behavior, objects = [] } = drop
  if (removeType === 'OBJECT_TABLE') return objects.map((object) => lostTable(formatName(object), 'table'))
  if (removeType === 'OBJECT_SCHEMA')
    return objects.map((object) => ({ what: `schema ${formatName(object)}` }))
  // Columns depend on types and extensions, and go with them.
  const takesColumns = removeType === 'OBJECT_TYPE' || removeType === 'OBJECT_EXTENSION'
  if (behavior !== 'DROP_CASCADE' || !takesColumns) return []
  return objects.map((object) => ({ what: `columns that depend on ${formatName(object)}` }))
}

function lostRows(relation: Node): Casualty[] {
  return 'RangeVar' in relation ? [lostTable(tableOf(relation.RangeVar), 'all of table')] : []
}

function lostTable(table: string, what: string): Casualty {
  return {
    what: `${what} ${table}`,
    count: (client) => countRows(client, `SELECT count(*) FROM ${table}`)
  }
}

/** Rows whose value does not survive the way to the new type and back. */
async function countChanged(
  client: pg.ClientBase,
  table: string,
  name: string,
  type: string
): Promise<number> {
  const { rows } = await client.query<{ type: string }>(
    'SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2',
    [table, name]
  )
  const column = pg.escapeIdentifier(name)
  const back = `${column}::${type}::${rows[0]?.type}::text`
  return countRows(client, `SELECT count(*) FROM ${table} WHERE ${back} IS DISTINCT FROM ${column}::text`)
}

async function countRows(client: pg.ClientBase, sql: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(sql)
  return Number(rows[0]?.count)
}

/**
 * What cannot be counted, because a table is not there yet or a value does not fit the new type, is no loss: it will be
 * made before, or the statement will fail.
 */
async function attempt(client: pg.ClientBase, count: () => Promise<number>): Promise<number> {
  await client.query('SAVEPOINT larder_count')
  try {
    return await count()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    await client.query('ROLLBACK TO SAVEPOINT larder_count')
    return 0
  }
}

/** Whether an expression is the column itself, cast to something or not. */
function isCastOf(expression: Node, name: string): boolean {
  if ('TypeCast' in expression) {
    const { arg } = expression.TypeCast
    return Boolean(arg && isCastOf(arg, name))
  }
  if (!('ColumnRef' in expression)) return false
  const field = expression.ColumnRef.fields?.at(-1)
  return Boolean(field && 'String' in field && field.String.sval === name)
}

function tableOf({ schemaname, relname = '' }: RangeVar): string {
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
