import type { MigrationConnection } from '../history/connection.js'
import { readMysqlScript } from './mysql/mysql-script.js'
import { readPostgresScript } from './postgresql/postgres-script.js'
import type { Script } from './script.js'

/** Cuts a script into the statements that the database of a connection runs. */
export async function readScript(connection: MigrationConnection, text: string): Promise<Script> {
  return connection.kind === 'mysql'
    ? readMysqlScript(connection, text)
    : readPostgresScript(connection, text)
}
