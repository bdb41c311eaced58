import { errnoOf } from '@larder/schema-engine'
import type { SqlError } from 'mariadb'
import { explainMisfits } from '../../data-loss/mysql/find-mysql-losses.js'
import { describeWithAdvice } from '../../history/describe-mysql-failure.js'
import type { MysqlConnection } from '../../history/mysql-connection.js'

/**
 * What MySQL says of a failed statement, and how many rows have a value that a column's new type
 * does not hold, or none where it needs one, which it does not say.
 */
export async function explainMysqlFailure(
  { client, database }: MysqlConnection,
  statement: string,
  error: SqlError
): Promise<string> {
  const said = describeWithAdvice(error, database)
  if (!MISFITS.has(errnoOf(error) ?? 0)) return said
  return [said, ...(await explainMisfits(client, statement))].join('. ')
}

const MISFITS = new Set([
  1138, // NULL
  1264, // out of range
  1265, // truncated: no value of the enum; MariaDB's for NULL, too
  1366, // not of the type
  1406 // too long
])
