import { findUnfilledColumns, type MysqlStatement, runSteps } from '@larder/schema-engine'
import type { Connection } from 'mariadb'
import { formatLosses } from '../../data-loss/find-losses.js'
import { findMysqlLosses } from '../../data-loss/mysql/find-mysql-losses.js'
import type { MysqlConnection } from '../../history/mysql-connection.js'
import type { Steps } from '../script.js'
import { explainMysqlFailure } from './explain-failure.js'

/** Runs the statements of a script after the first `done`. None loses data unasked. */
export async function runStatements(
  connection: MysqlConnection,
  statements: readonly MysqlStatement[],
  done: number,
  { acceptDataLoss, inDoubt, record, failed }: Steps
): Promise<void> {
  const { client } = connection
  await runSteps(client, statements, done, {
    inDoubt,
    before: (statement) => findObstacle(client, statement, acceptDataLoss),
    record,
    failed: async ({ statement: { text, line }, reason, done }) => {
      const message =
        typeof reason === 'string' ? reason : await explainMysqlFailure(connection, text, reason)
      return failed({ line, message, done })
    }
  })
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
