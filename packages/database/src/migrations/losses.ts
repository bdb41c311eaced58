import type { MergeStmt, Node, RangeVar, TypeName } from 'libpg-query'
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
    // What cannot be counted, because a table is not there yet or a value does not fit the new type, is no loss: it will be
    // made before, or the statement will fail.
    const rows = count && ((await attempt(client, () => count(client))) ?? 0)
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

/** Statements that are kept, to be run another time. */
const KEEPS_FOR_LATER = ['CreateFunctionStmt', 'RuleStmt', 'ViewStmt']

/** What a statement deletes, be it itself or by a part of it: `WITH gone AS (DELETE …)`. */
function deletionsIn(node: Node): Casualty[] {
  const found: Casualty[] = []
  JSON.stringify(node, (key, value) => {
    if (key === 'DeleteStmt') found.push(lostByDelete(value.relation, Boolean(value.whereClause)))
    if (key === 'MergeStmt' && deletes(value)) found.push(lostByDelete(value.relation, true))
    return value
  })
  return found
}

function lostByDelete(relation: RangeVar, some: boolean): Casualty {
  return lostTable(tableOf(relation), some ? 'at most all of table' : 'all of table')
}

function deletes({ mergeWhenClauses = [] }: MergeStmt): boolean {
  return mergeWhenClauses.some(
    (one) => 'MergeWhenClause' in one && one.MergeWhenClause.commandType === 'CMD_DELETE'
  )
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
  const cast = using ? formatCast(using, name) : column
  if (!cast) return [{ what: `${what}, made anew by an expression`, count }]
  const value = `${cast}::${formatType(typeName)}`
  return [{ what: changed, count: (client) => countChanged(client, table, name, value) }]
}

function lostAttribute(cmd: Node): Casualty[] {
  if (!('AlterTableCmd' in cmd) || cmd.AlterTableCmd.subtype !== 'AT_DropColumn') return []
  return [{ what: `attribute ${pg.escapeIdentifier(cmd.AlterTableCmd.name ?? '')} of a type` }]
}

function lostObjects(drop: Extract<Node, { DropStmt: unknown }>['DropStmt']): Casualty[] {
  const { removeType, behavior, objects = [] } = drop
  if (removeType === 'OBJECT_TABLE') return objects.map((object) => lostTable(formatName(object), 'table'))
  if (behavior !== 'DROP_CASCADE') return []
  if (removeType === 'OBJECT_SCHEMA')
    return objects.map((object) => ({ what: `schema ${formatName(object)}` }))
  if (!TAKES_COLUMNS.has(removeType)) return []
  return objects.map((object) => ({ what: `columns that depend on ${formatName(object)}` }))
}

/** Columns depend on these, and go with them. */
const TAKES_COLUMNS = new Set<string | undefined>([
  'OBJECT_TYPE',
  'OBJECT_DOMAIN',
  'OBJECT_COLLATION',
  'OBJECT_EXTENSION'
])

function lostRows(relation: Node, cascade: boolean): Casualty[] {
  if (!('RangeVar' in relation)) return []
  const table = tableOf(relation.RangeVar)
  const here = lostTable(table, 'all of table')
  if (!cascade) return [here]
  return [here, { what: `all of the tables that refer to ${table}`, count: countReferring(table) }]
}

/** The rows of all tables with a foreign key to a table, directly or through others. */
function countReferring(table: string) {
  return async (client: pg.ClientBase): Promise<number> => {
    const { rows } = await client.query<{ name: string }>(REFERRING, [table])
    let count = 0
    for (const { name } of rows) count += await countRows(client, `SELECT count(*) FROM ${name}`)
    return count
  }
}

const REFERRING = `
  WITH RECURSIVE referring AS (
    SELECT conrelid FROM pg_constraint WHERE contype = 'f' AND confrelid = $1::regclass
    UNION
    SELECT c.conrelid FROM pg_constraint c JOIN referring ON c.confrelid = referring.conrelid WHERE contype = 'f'
  )
  SELECT conrelid::regclass::text AS name FROM referring WHERE conrelid <> $1::regclass`

function lostTable(table: string, what: string): Casualty {
  return {
    what: `${what} ${table}`,
    // What is temporary goes with the session anyway.
    count: async (client) => {
      const { rows } = await client.query(
        "SELECT FROM pg_class WHERE oid = $1::regclass AND relpersistence = 't'",
        [table]
      )
      return rows.length > 0 ? 0 : countRows(client, `SELECT count(*) FROM ${table}`)
    }
  }
}

/** Rows whose value does not survive the way to the new type and back. */
async function countChanged(
  client: pg.ClientBase,
  table: string,
  name: string,
  value: string
): Promise<number> {
  const { rows } = await client.query<{ type: string }>(
    'SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attname = $2',
    [table, name]
  )
  const differs = (text: string) =>
    countRows(
      client,
      `SELECT count(*) FROM ${table} WHERE ${text} IS DISTINCT FROM ${pg.escapeIdentifier(name)}::text`
    )
  // There may be no way back: from a time of day, from an enum to the one in whose place it comes.
  const back = await attempt(client, () => differs(`${value}::${rows[0]?.type}::text`))
  return back ?? differs(`${value}::text`)
}

async function countRows(client: pg.ClientBase, sql: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(sql)
  return Number(rows[0]?.count)
}

/** @returns undefined where PostgreSQL refuses to count */
async function attempt(client: pg.ClientBase, count: () => Promise<number>): Promise<number | undefined> {
  await client.query('SAVEPOINT larder_count')
  try {
    return await count()
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error
    await client.query('ROLLBACK TO SAVEPOINT larder_count')
    return undefined
  }
}

/** The column itself, or cast to something, as SQL; undefined where an expression is neither. */
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
