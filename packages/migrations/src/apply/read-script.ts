import { refuseMarkedPlaces } from '@larder/schema-engine'
import type { MigrationConnection } from '../history/connection.js'
import { readMysqlScript } from './mysql/mysql-script.js'
import { readPostgresScript } from './postgresql/postgres-script.js'
import type { Script } from './script.js'

/**
 * Cuts a script into the statements that the database of a connection runs.
 *
 * @throws SCHEMA_ENGINE_ERR_TO_TRANSLATE where a part of one for MySQL waits to be written
 */
export async function readScript(connection: MigrationConnection, text: string): Promise<Script> {
  if (connection.kind === 'postgresql') return readPostgresScript(connection, text)
  refuseMarkedPlaces(text)
  return readMysqlScript(connection, text)
}
