import { findLosses } from '../../data-loss/find-losses.js'
import type { PostgresConnection } from '../../history/postgres-connection.js'
import { readStatements } from '../../sql/read-statements.js'
import type { Script } from '../script.js'
import { runInTransaction } from './run-in-transaction.js'
import { runWithoutTransaction } from './run-without-transaction.js'

/** A script of PostgreSQL, which runs most of them in one transaction. */
export async function readPostgresScript(connection: PostgresConnection, text: string): Promise<Script> {
  const statements = await readStatements(text)
  const { client } = connection
  return {
    length: statements.length,
    async findLosses(done = 0) {
      await client.query('BEGIN')
      const losses = await findLosses(client, statements.slice(done))
      await client.query('ROLLBACK')
      return losses
    },
    runInTransaction: (name, options, booking) =>
      runInTransaction(connection, statements, name, options, booking),
    runInSteps: (done, steps) => runWithoutTransaction(connection, statements, done, steps)
  }
}
