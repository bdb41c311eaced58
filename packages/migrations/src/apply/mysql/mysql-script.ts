import { readSteps } from '@larder/schema-engine'
import { findMysqlLosses } from '../../data-loss/mysql/find-mysql-losses.js'
import type { MysqlConnection } from '../../history/mysql-connection.js'
import type { Script } from '../script.js'
import { runStatements } from './run-statements.js'

/** A script of MySQL, which commits each statement that changes a table by itself. */
export function readMysqlScript(connection: MysqlConnection, text: string): Script {
  const statements = readSteps(text)
  return {
    length: statements.length,
    findLosses: (done = 0) => findMysqlLosses(connection.client, statements.slice(done)),
    runInTransaction: async () => false,
    runInSteps: (done, steps) => runStatements(connection, statements, done, steps)
  }
}
