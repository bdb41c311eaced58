import { splitStatements } from '@larder/schema-engine'
import { findMysqlLosses } from '../../data-loss/mysql/find-mysql-losses.js'
import type { MysqlConnection } from '../../history/mysql-connection.js'
import type { Script } from '../script.js'
import { runStatements } from './run-statements.js'

/** A script of MySQL, which commits each statement that changes a table by itself. */
export function readMysqlScript(connection: MysqlConnection, text: string): Script {
  const statements = splitStatements(text).filter((one) => !BRACKET.test(one.text))
  return {
    length: statements.length,
    findLosses: (done = 0) => findMysqlLosses(connection.client, statements.slice(done)),
    runInTransaction: async () => false,
    runInSteps: (done, steps) => runStatements(connection, statements, done, steps)
  }
}

/** Each statement has a transaction already, with its record. */
const BRACKET = /^(BEGIN|COMMIT|START\s+TRANSACTION)(\s+WORK)?$/i
