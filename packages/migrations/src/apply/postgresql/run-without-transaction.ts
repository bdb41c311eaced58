import { wantsNoTransaction } from '@larder/schema-engine'
import pg from 'pg'
import { findLosses, formatLosses } from '../../data-loss/find-losses.js'
import type { PostgresConnection } from '../../history/postgres-connection.js'
import type { Statement } from '../../sql/read-statements.js'
import type { Steps } from '../script.js'
import { explainFailure } from './explain-failure.js'
import { isDoneBefore, saysNothing } from './is-done-before.js'

/**
 * Runs statements that cannot share a transaction, after the first `done` of them: each in its own
 * transaction with its record, in one that the script begins, or in none.
 *
 * @throws the error of `failed`; the database's own where a statement may be done and not recorded,
 * which the next run finds out
 */
export async function runWithoutTransaction(
  { client, schema }: PostgresConnection,
  statements: readonly Statement[],
  done: number,
  { acceptDataLoss, inDoubt, record, failed }: Steps
): Promise<void> {
  await client.query(`SET search_path = ${schema}`)
  const first = done
  let inOwn = false
  for (const [index, statement] of statements.entries()) {
    if (index < first) {
      if (isForSession(statement.node)) await client.query(statement.text)
      continue
    }
    const mayBeDone = inDoubt && index === first
    const kind = kindOf(statement.node)
    let recorded = false
    try {
      const loss = acceptDataLoss ? undefined : await describeLoss(client, statement, inOwn)
      if (loss) throw await fail(statement.line, () => loss)
      if (inOwn || kind) await client.query(statement.text)
      else {
        recorded = await runInOne(client, statement, () => record(index + 1))
        if (!recorded) await runAlone(client, statement, mayBeDone)
      }
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || (mayBeDone && saysNothing(error))) throw error
      throw await fail(lineOf(statement, error), () => explainFailure(client, statement, error))
    }
    // An error here leaves the statement in doubt: it may be done.
    if (!recorded) await record(index + 1)
    if (kind) inOwn = BEGINNINGS.has(kind) || (inOwn && !ENDINGS.has(kind))
    if (!inOwn) done = index + 1
  }

  async function fail(line: number, explain: () => string | Promise<string>): Promise<Error> {
    // The script may have begun a transaction itself.
    await client.query('ROLLBACK').catch(() => {})
    return failed({ line, message: await explain(), done })
  }
}

/**
 * Runs a statement in one transaction with its record.
 *
 * @returns false, with nothing done, where PostgreSQL refuses that
 */
async function runInOne(
  client: pg.ClientBase,
  { node, text }: Statement,
  record: () => Promise<void>
): Promise<boolean> {
  // The parser is older than the server: what it cannot read may take no transaction.
  if (!node) return false
  await client.query('BEGIN')
  try {
    await client.query(text)
    await record()
    await client.query('COMMIT')
    return true
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (error instanceof pg.DatabaseError && wantsNoTransaction(error.code)) return false
    throw error
  }
}

/** Runs a statement in no transaction. One that may be done may find that it is. */
async function runAlone(client: pg.ClientBase, statement: Statement, mayBeDone: boolean): Promise<void> {
  await dropInvalidIndex(client, statement)
  try {
    await client.query(statement.text)
  } catch (error) {
    if (!mayBeDone || !isDoneBefore(error, statement.text)) throw error
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
  const { concurrent, idxname, relation } = node.IndexStmt
  if (!concurrent || !idxname) return
  // An index is in the schema of its table.
  const place = relation?.schemaname ? `${pg.escapeIdentifier(relation.schemaname)}.` : ''
  const name = place + pg.escapeIdentifier(idxname)
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

/** Whether a statement is for the session, which a later process has to set up again. */
function isForSession(node: Statement['node']): boolean {
  return node !== undefined && 'VariableSetStmt' in node
}

export const BEGINNINGS = new Set<string | undefined>(['TRANS_STMT_BEGIN', 'TRANS_STMT_START'])
const ENDINGS = new Set(['TRANS_STMT_COMMIT', 'TRANS_STMT_ROLLBACK', 'TRANS_STMT_PREPARE'])
