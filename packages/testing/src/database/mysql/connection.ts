import type { ValueOf } from '@larder/database'
import { connectionOptions, isMysqlUrl, parseMysqlUrl } from '@larder/mysql'
import { openTestServer } from '@larder/mysql/testing'
import mariadb, { type Connection } from 'mariadb'
import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'

/**
 * The server that tests make their MySQL databases on: that of `DATABASE_URL`, else of {@link openTestServer}. The
 * database that the address names is not touched.
 */
export function findMysqlServer(): Promise<string> {
  serverUrl ??= find()
  return serverUrl
}

let serverUrl: Promise<string> | undefined

async function find(): Promise<string> {
  const { DATABASE_URL = '' } = process.env
  return isMysqlUrl(DATABASE_URL) ? DATABASE_URL : (await openTestServer()).url
}

/** A connection, in no database, that takes several statements at once. */
export async function connectMysql(url: string): Promise<Connection> {
  const options = {
    ...connectionOptions(parseMysqlUrl(url)),
    database: undefined,
    bigIntAsNumber: true,
    multipleStatements: true
  }
  const connection = await mariadb.createConnection(options)
  // One that breaks while it is idle would end the process.
  connection.on('error', () => {})
  return connection
}

/** The rows of a statement, checked against their schema. */
export async function selectRows<Row extends TSchema>(
  connection: Connection,
  row: Row,
  text: string,
  values?: string[]
): Promise<ValueOf<Row>[]>
export async function selectRows(
  connection: Connection,
  row: TSchema,
  text: string,
  values: string[] = []
): Promise<unknown[]> {
  const rows = Value.Parse(Type.Array(row), await connection.query(text, values))
  return rows
}

/** Waits until no other connection holds the lock of this name. It is released with the connection. */
export async function takeLock(connection: Connection, name: string): Promise<void> {
  const row = Type.Object({ taken: Type.Literal(1) })
  await selectRows(connection, row, 'SELECT GET_LOCK(?, 300) AS taken', [name])
}
