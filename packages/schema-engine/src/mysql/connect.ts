import { checkServer, MYSQL_ERR_COLLATION, parseMysqlUrl, READ_SERVER } from '@larder/mysql'
import type { Connection } from 'mariadb'
import type { ConnectOptions } from '../database/connect.js'
import { P1003 } from '../errors.js'
import { createMysqlDatabase, openMysql, selectMysqlRows } from './databases.js'

/**
 * Opens one connection to a MySQL or MariaDB database, which the caller ends. The server is one
 * that Larder can use, and the database tells different texts apart.
 *
 * @throws P1000 wrong password, P1001 no server, P1003 no database, P1010 no access, P1011 no TLS,
 * and MYSQL_ERR_… of @larder/mysql where the server or the database is set up otherwise
 */
export async function connectMysql(
  href: string,
  { create = false }: ConnectOptions = {}
): Promise<Connection> {
  const url = parseMysqlUrl(href)
  const connection = await openMysql(url).catch(async (error) => {
    if (!create || !(error instanceof P1003)) throw error
    await createMysqlDatabase(url)
    return openMysql(url)
  })
  try {
    await checkDatabase(connection, url.database)
    return connection
  } catch (error) {
    await connection.end()
    throw error
  }
}

async function checkDatabase(connection: Connection, database: string): Promise<void> {
  const [[version, sqlMode, tableNames, packet] = []] = await selectMysqlRows(connection, READ_SERVER)
  checkServer({
    version: String(version),
    sqlMode: String(sqlMode),
    tableNames: Number(tableNames),
    packet: Number(packet)
  })
  const [[collation] = []] = await selectMysqlRows(connection, 'SELECT @@collation_database')
  if (!EXACT.test(String(collation))) throw new MYSQL_ERR_COLLATION(database, String(collation), database)
}

/** utf8mb4_bin, and the servers' own that do not pad: utf8mb4_0900_bin, utf8mb4_nopad_bin. */
export const EXACT = /^utf8mb4_(\w+_)?bin$/
