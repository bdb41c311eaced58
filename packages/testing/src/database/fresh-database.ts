import { watchRows } from '@larder/database'
import { isMysqlUrl } from '@larder/mysql'
import { onTeardown, type Teardown } from '../teardown.js'
import { checkRows } from './check-rows.js'
import { createOnPostgresql } from './postgresql/create-database.js'
import type { TestDatabase } from './test-database.js'

export interface FreshDatabaseOptions {
  /** For a test of one kind of server, or of both. @default that of `DATABASE_URL`, PostgreSQL if that is not set */
  server?: 'postgresql' | 'mysql' | undefined
  /**
   * The folder of migrations. @default `prisma/migrations`, or `prisma/mysql/migrations`, in the nearest folder above
   * that has it
   */
  migrations?: string | undefined
}

/**
 * A database of the test's own, migrated and empty, dropped when the test ends: a clone of a template that is made
 * once for each state of the migrations. It is on the server of `DATABASE_URL` if that is set (its role must be
 * allowed to create databases), else on the checkout's embedded PostgreSQL, or on the MySQL server of the tests, see
 * `openTestServer` of @larder/mysql. From here on every row that `queryRows` gets is checked against the schema of its
 * statement.
 *
 * @returns its connection string
 */
export async function freshDatabase(t: Teardown, options: FreshDatabaseOptions = {}): Promise<string> {
  watchRows(checkRows)
  const { server = isMysqlUrl(process.env.DATABASE_URL ?? '') ? 'mysql' : 'postgresql' } = options
  const create = server === 'mysql' ? createOnMysql : createOnPostgresql
  const database = await create(options.migrations)
  onTeardown(t, database.drop)
  return database.url
}

async function createOnMysql(migrations?: string): Promise<TestDatabase> {
  // Most tests do not need its driver, and are not to wait for it.
  const mysql = await import('./mysql/create-database.js')
  return mysql.createOnMysql(migrations)
}
