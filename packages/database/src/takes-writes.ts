import { Type } from 'typebox'
import { connectionsOf, type PrismaClient } from './client.js'
import { queryRows } from './query-rows.js'
import { statement } from './statement.js'

/**
 * Asks the server whether it takes writes; a replica does not. Then the client's connections are
 * given up, since after a failover the address may lead elsewhere.
 */
export async function takesWrites(db: PrismaClient): Promise<boolean> {
  const [setting] = await queryRows(db, READ_ONLY)
  if (setting?.readOnly === 'off') return true
  const connections = await connectionsOf(db)
  connections?.leave()
  return false
}

const READ_ONLY = statement(Type.Object({ readOnly: Type.String() }), {
  postgresql: `SELECT current_setting('transaction_read_only') AS "readOnly"`,
  mysql: `SELECT IF(@@GLOBAL.read_only OR @@innodb_read_only, 'on', 'off') AS readOnly`
})
