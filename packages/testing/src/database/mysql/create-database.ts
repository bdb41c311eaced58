import { randomUUID } from 'node:crypto'
import { projectFolder } from '@larder/postgres'
import type { Connection } from 'mariadb'
import { Type } from 'typebox'
import type { TestDatabase } from '../test-database.js'
import { connectMysql, findMysqlServer, selectRows, takeLock } from './connection.js'
import { CHARACTERS, findTemplate, urlOf } from './template.js'

/** A database on the MySQL server of the tests, made by the statements of the template of these migrations. */
export async function createOnMysql(
  migrations = `${projectFolder()}/prisma/mysql/migrations`
): Promise<TestDatabase> {
  const server = await findMysqlServer()
  // Open until the database is dropped. Its lock tells others that the database is in use.
  const connection = await connectMysql(server)
  const name = PREFIX + randomUUID().replaceAll('-', '')
  try {
    swept ??= dropLeftovers(connection)
    await swept
    const template = await findTemplate(connection, server, migrations)
    await takeLock(connection, name)
    await connection.query(`CREATE DATABASE ${name} ${CHARACTERS}; USE ${name}; ${template}`)
  } catch (error) {
    await connection.end()
    throw error
  }
  return {
    url: urlOf(server, name),
    async drop() {
      const open = connection.isValid() ? connection : await connectMysql(server)
      await dropDatabase(open, name)
      await open.end()
    }
  }
}

let swept: Promise<void> | undefined

const PREFIX = 'larder_test_'

/** Drops the databases that killed tests leave: nobody holds the lock of their name. */
export async function dropLeftovers(connection: Connection): Promise<void> {
  const leftovers = await selectRows(
    connection,
    Type.Object({ name: Type.String() }),
    `SELECT schema_name AS name FROM information_schema.schemata
     WHERE schema_name LIKE 'larder\\_test\\_%' AND IS_FREE_LOCK(schema_name)`
  )
  for (const { name } of leftovers) await dropDatabase(connection, name)
}

/** Drops a database, even where a connection to it is open, in a transaction too. */
async function dropDatabase(connection: Connection, name: string): Promise<void> {
  const others = await selectRows(
    connection,
    Type.Object({ id: Type.Number() }),
    'SELECT id FROM information_schema.processlist WHERE db = ? AND id <> CONNECTION_ID()',
    [name]
  )
  for (const { id } of others) await connection.query(`KILL ${id}`).catch(tolerateEnded)
  await connection.query(`DROP DATABASE IF EXISTS ${name}`)
}

function tolerateEnded(error: unknown): void {
  const isEnded = error instanceof Error && 'errno' in error && error.errno === NO_SUCH_THREAD
  if (!isEnded) throw error
}

const NO_SUCH_THREAD = 1094
