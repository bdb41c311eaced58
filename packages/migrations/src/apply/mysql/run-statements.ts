import { isDoneBefore, isForSession, type MysqlStatement } from '@larder/schema-engine'
import type { Connection } from 'mariadb'
import { formatLosses } from '../../data-loss/find-losses.js'
import { findMysqlLosses } from '../../data-loss/mysql/find-mysql-losses.js'
import { findUnfilledColumns } from '../../data-loss/mysql/find-unfilled-columns.js'
import { isMysqlError } from '../../history/describe-mysql-failure.js'
import type { MysqlConnection } from '../../history/mysql-connection.js'
import type { Steps } from '../script.js'
import { explainMysqlFailure } from './explain-failure.js'

/**
 * Runs the statements of a script after the first `done`. One that changes rows shares a
 * transaction with its record. MySQL commits one that changes a table, and its record follows.
 */
export async function runStatements(
  connection: MysqlConnection,
  statements: readonly MysqlStatement[],
  done: number,
  { acceptDataLoss, inDoubt, record, failed }: Steps
): Promise<void> {
  const { client } = connection
  const refuse = async (statement: MysqlStatement, count: number) => {
    const message = await findObstacle(client, statement, acceptDataLoss)
    if (message) throw await failed({ line: statement.line, message, done: count })
  }
  // Before the first change, and once more before each: earlier statements may rename or fill.
  for (const statement of statements.slice(done)) await refuse(statement, done)
  for (const [index, statement] of statements.entries()) {
    const { text, line } = statement
    if (index < done && !isForSession(text)) continue
    if (index > done) await refuse(statement, index)
    try {
      await client.query('START TRANSACTION')
      await client.query(text).catch((error) => {
        if (!inDoubt || index !== done || !isDoneBefore(error, text)) throw error
      })
      if (index >= done) await record(index + 1)
      await client.query('COMMIT')
    } catch (error) {
      if (!isMysqlError(error) || error.fatal) throw error
      await client.query('ROLLBACK')
      const message = await explainMysqlFailure(connection, text, error)
      throw await failed({ line, message, done: Math.max(index, done) })
    }
  }
}

/** What has to be settled before a statement: it would lose data, or MySQL would make data up. */
async function findObstacle(
  client: Connection,
  statement: MysqlStatement,
  acceptDataLoss: boolean | undefined
): Promise<string | undefined> {
  const unfilled = await findUnfilledColumns(client, statement.text)
  if (unfilled) return unfilled
  const losses = acceptDataLoss ? [] : await findMysqlLosses(client, [statement])
  if (losses.length === 0) return undefined
  return `data would be lost:\n${formatLosses(losses)}\nIf they may be lost, run larder-db with --accept-data-loss.`
}
