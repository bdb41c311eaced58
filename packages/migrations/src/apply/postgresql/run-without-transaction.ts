import { wantsNoTransaction } from '@larder/schema-engine'
import pg from 'pg'
import { findLosses, formatLosses } from '../../data-loss/find-losses.js'
import type { PostgresConnection } from '../../history/postgres-connection.js'
import type { Statement } from '../../sql/read-statements.js'
import type { Steps } from '../script.js'
import { explainFailure } from './explain-failure.js'

/**
 * Runs statements that cannot share a transaction, after the first `done` of them: each in its own
 * transaction, in one that the script begins, or in none.
 */
export async function runWithoutTransaction(
  { client, schema }: PostgresConnection,
  statements: readonly Statement[],
  done: number,
  { acceptDataLoss, record, failed }: Steps
): Promise<void> {
  await client.query(`SET search_path = ${schema}`)
  let inOwn = false
  for (const [index, statement] of statements.entries()) {
    if (index < done) continue
    const run = async () => {
      await client.query(statement.text)
      await record(index + 1)
    }
    try {
      const loss = acceptDataLoss ? undefined : await describeLoss(client, statement, inOwn)
      if (loss) throw await fail(statement.line, () => loss)
      const kind = kindOf(statement.node)
      if (inOwn || kind || !statement.node) await run()
      else if (!(await inTransaction(client, run))) {
        await dropInvalidIndex(client, statement)
        await run()
      }
      if (kind) inOwn = BEGINNINGS.has(kind) || (inOwn && !ENDINGS.has(kind))
      if (!inOwn) done = index + 1
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      throw await fail(lineOf(statement, error), () => explainFailure(client, statement, error))
    }
  }

  async function fail(line: number, explain: () => string | Promise<string>): Promise<Error> {
    // The script may have begun a transaction itself.
    await client.query('ROLLBACK').catch(() => {})
    return failed({ line, message: await explain(), done })
  }
}

/** @returns false, with nothing done, where PostgreSQL refuses it in a transaction */
async function inTransaction(client: pg.ClientBase, run: () => Promise<void>): Promise<boolean> {
  await client.query('BEGIN')
  try {
    await run()
    await client.query('COMMIT')
    return true
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (error instanceof pg.DatabaseError && wantsNoTransaction(error.code)) return false
    throw error
  }
}

async function describeLoss(
  client: pg.ClientBase,
  statement: Statement,
  inOwn: boolean
): Promise<string | undefined> {
  if (!inOwn) await client.query('BEGIN')
  const losses = await findLosses(client, [statement])
  if (!inOwn) await client.query('ROLLBACK')
  if (losses.length === 0) return undefined
  return `data would be lost:\n${formatLosses(losses)}\nIf they may be lost, run larder-db with --accept-data-loss.`
}

/** The line of the script where a statement failed, which may be below its first. */
export function lineOf({ line, text }: Statement, error: Error): number {
  const position = error instanceof pg.DatabaseError ? Number(error.position ?? 0) : 0
  return line + text.slice(0, position).split('\n').length - 1
}

/**
 * An interrupted CREATE INDEX CONCURRENTLY leaves an invalid index in the way of the next attempt.
 */
async function dropInvalidIndex(client: pg.ClientBase, { node }: Statement): Promise<void> {
  if (!node || !('IndexStmt' in node)) return
  const { concurrent, idxname } = node.IndexStmt
  if (!concurrent || !idxname) return
  const name = pg.escapeIdentifier(idxname)
  const { rows } = await client.query(
    'SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid',
    [name]
  )
  if (rows.length > 0) await client.query(`DROP INDEX CONCURRENTLY ${name}`)
}

/**
 * What a statement does to a transaction, in the parser's words; undefined for other statements.
 */
export function kindOf(node: Statement['node']): string | undefined {
  return node && 'TransactionStmt' in node ? node.TransactionStmt.kind : undefined
}

export const BEGINNINGS = new Set<string | undefined>(['TRANS_STMT_BEGIN', 'TRANS_STMT_START'])
const ENDINGS = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE'])
