import { connectionOptions, type MysqlUrl } from '@larder/mysql'
import type { Connection } from 'mariadb'
import { explainMysqlConnection } from './explain-failure.js'
import { quoteName } from './quote.js'

/**
 * Opens a connection, which the caller ends.
 *
 * @throws P1000 wrong password, P1001 no server, P1003 no database, P1010 no access, P1011 no TLS
 */
export async function openMysql(url: MysqlUrl): Promise<Connection> {
  return open(url, url.database)
}

/** Runs a query without parameters. */
export async function selectMysqlRows(connection: Connection, sql: string): Promise<unknown[][]> {
  return connection.query<unknown[][]>({ sql, rowsAsArray: true })
}

/** Creates the database of a URL, unless it exists. In it different texts are never equal. */
export async function createMysqlDatabase(url: MysqlUrl): Promise<void> {
  await onServer(
    url,
    `CREATE DATABASE IF NOT EXISTS ${quoteName(url.database)} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`
  )
}

/** Drops the database of a URL if there is one. */
export async function dropMysqlDatabase(url: MysqlUrl): Promise<void> {
  await onServer(url, `DROP DATABASE IF EXISTS ${quoteName(url.database)}`)
}

/** Drops all tables and views of a database. The database stays, and what roles may do in it. */
export async function emptyMysqlDatabase(connection: Connection): Promise<void> {
  await connection.query('SET foreign_key_checks = 0')
  for (const [name, type] of await selectMysqlRows(connection, 'SHOW FULL TABLES')) {
    await connection.query(`DROP ${type === 'VIEW' ? 'VIEW' : 'TABLE'} ${quoteName(String(name))}`)
  }
  await connection.query('SET foreign_key_checks = 1')
}

async function onServer(url: MysqlUrl, sql: string): Promise<void> {
  const connection = await open(url, undefined)
  try {
    await connection.query(sql)
  } catch (error) {
    throw explainMysqlConnection(error, url)
  } finally {
    await connection.end()
  }
}

async function open(url: MysqlUrl, database: string | undefined): Promise<Connection> {
  try {
    const connectTimeout = (url.connectTimeout ?? 5) * 1_000
    const { database: _, ...options } = connectionOptions(url)
    // Loaded when needed: it is large.
    const { default: mariadb } = await import('mariadb')
    const connection = await mariadb.createConnection({
      ...options,
      ...(database !== undefined && { database }),
      connectTimeout,
      bigIntAsNumber: true
    })
    // Without a listener the end of the server would end this process. The next query tells of it.
    connection.on('error', () => {})
    return connection
  } catch (error) {
    throw explainMysqlConnection(error, url)
  }
}
