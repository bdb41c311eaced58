import { randomUUID } from 'node:crypto'
import { watchRows } from '@larder/database'
import { projectFolder } from '@larder/postgres'
import pg from 'pg'
import { TEST_PREFIX } from '../leftovers.js'
import { connectServer } from '../server.js'
import { onTeardown, type Teardown } from '../teardown.js'
import { checkRows } from './check-rows.js'
import { migratedTemplate } from './template.js'

export interface FreshDatabaseOptions {
  /** The folder of migrations. @default `prisma/migrations` in the nearest folder above that has it */
  migrations?: string
}

/**
 * A database of the test's own, migrated and empty, dropped when the test ends: a clone of a template that is made
 * once for each state of the migrations. It is on the server of `DATABASE_URL` if that is set (its role must be
 * allowed to create databases), else on the checkout's embedded PostgreSQL. From here on every row that `queryRows` gets is
 * checked against the schema of its statement.
 *
 * @returns its connection string
 */
export async function freshDatabase(t: Teardown, options: FreshDatabaseOptions = {}): Promise<string> {
  watchRows(checkRows)
  const { migrations = `${projectFolder()}/prisma/migrations` } = options
  const server = await connectServer()
  const template = await migratedTemplate(server, migrations)
  const name = TEST_PREFIX + randomUUID().replaceAll('-', '')
  const id = pg.escapeIdentifier(name)
  await server.query(`CREATE DATABASE ${id} TEMPLATE ${pg.escapeIdentifier(template)}`)
  // What a test commits need not survive a power cut.
  await server.query(`ALTER DATABASE ${id} SET synchronous_commit = off`)
  onTeardown(t, async () => {
    await server.query(`DROP DATABASE ${id} WITH (FORCE)`)
  })
  return server.urlOf(name)
}
