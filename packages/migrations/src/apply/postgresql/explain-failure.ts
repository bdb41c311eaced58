import { describeFailure } from '@larder/schema-engine'
import pg from 'pg'
import { Type } from 'typebox'
import { tableOf } from '../../data-loss/lost-by-statement.js'
import { selectRows } from '../../select-rows.js'
import type { Statement } from '../../sql/read-statements.js'

/**
 * What PostgreSQL says of a failed statement, and which columns have a value that an enum lost,
 * which it does not say.
 *
 * @param client in no transaction any more
 */
export async function explainFailure(
  client: pg.ClientBase,
  { node, text }: Statement,
  error: pg.DatabaseError
): Promise<string> {
  const said = describeFailure(error, text)
  const [, value] = /: "(.*)"$/.exec(error.message) ?? []
  if (error.code !== INVALID_TEXT || value === undefined) return said
  const places: string[] = []
  for (const { table, column } of changedColumns(node)) {
    const rows = await countValue(client, table, column, value)
    if (rows > 0) places.push(`${table}.${column} has it in ${rows} ${rows === 1 ? 'row' : 'rows'}`)
  }
  return [said, ...places].join('. ')
}

/** PostgreSQL's invalid_text_representation. */
const INVALID_TEXT = '22P02'

function changedColumns(node: Statement['node']): { table: string; column: string }[] {
  if (!node || !('AlterTableStmt' in node)) return []
  const { relation, cmds = [] } = node.AlterTableStmt
  if (!relation) return []
  return cmds.flatMap((cmd) => {
    if (!('AlterTableCmd' in cmd) || cmd.AlterTableCmd.subtype !== 'AT_AlterColumnType') return []
    return [{ table: tableOf(relation), column: pg.escapeIdentifier(cmd.AlterTableCmd.name ?? '') }]
  })
}

/** 0 also where the failed script itself created the table. */
async function countValue(
  client: pg.ClientBase,
  table: string,
  column: string,
  value: string
): Promise<number> {
  const sql = `SELECT count(*)::int AS rows FROM ${table} WHERE ${column}::text = $1`
  const counted = await selectRows(client, Counted, sql, [value]).catch(() => undefined)
  return counted?.[0]?.rows ?? 0
}

const Counted = Type.Object({ rows: Type.Integer() })
