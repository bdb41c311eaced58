import { describeFailure, wantsNoTransaction } from '@larder/schema-engine'
import pg from 'pg'
import { findLosses, formatLosses, type Loss } from '../../data-loss/find-losses.js'
import { MIGRATIONS_ERR_DATA_LOSS } from '../../errors.js'
import type { PostgresConnection } from '../../history/postgres-connection.js'
import type { Statement } from '../../sql/read-statements.js'
import type { ApplyOptions, Booking } from '../script.js'
import { explainFailure } from './explain-failure.js'
import { BEGINNINGS, kindOf, lineOf } from './run-without-transaction.js'

/** @returns false, with nothing done, where PostgreSQL refuses these statements in a transaction */
export async function runInTransaction(
  connection: PostgresConnection,
  statements: readonly Statement[],
  name: string,
  { acceptDataLoss }: ApplyOptions,
  { begin, end, failed }: Booking
): Promise<boolean> {
  const { client, schema } = connection
  // An unreadable script, or a ROLLBACK, may end the transaction.
  if (statements.some(({ node }) => !node || kindOf(node) === 'TRANS_STMT_ROLLBACK')) return false
  const losses: Loss[] = []
  let current: Statement | undefined
  await client.query('BEGIN')
  try {
    const id = await begin()
    await client.query(`SET LOCAL search_path = ${schema}`)
    for (const statement of statements) {
      if (BRACKETS.has(kindOf(statement.node))) continue
      current = statement
      if (!acceptDataLoss) losses.push(...(await findLosses(client, [statement])))
      await client.query(statement.text)
    }
    if (losses.length > 0) throw new MIGRATIONS_ERR_DATA_LOSS(`of ${name} `, formatLosses(losses))
    await end(id)
    await client.query('COMMIT')
    return true
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (!(error instanceof pg.DatabaseError)) throw error
    if (wantsNoTransaction(error.code)) return false
    if (!current) throw failed(1, describeFailure(error, ''))
    throw failed(lineOf(current, error), await explainFailure(client, current, error))
  }
}

const BRACKETS = new Set<string | undefined>([...BEGINNINGS, 'TRANS_STMT_COMMIT'])
