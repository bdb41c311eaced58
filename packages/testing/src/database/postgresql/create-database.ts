import { randomUUID } from 'node:crypto'
import { projectFolder } from '@larder/postgres'
import pg from 'pg'
import type { TestDatabase } from '../test-database.js'
import { TEST_PREFIX } from './leftovers.js'
import { connectServer } from './server.js'
import { migratedTemplate } from './template.js'

/** A database on the server of `DATABASE_URL`, else on the embedded one: a clone of the template of these migrations. */
export async function createOnPostgresql(
  migrations = `${projectFolder()}/prisma/migrations`
): Promise<TestDatabase> {
  const server = await connectServer()
  const template = await migratedTemplate(server, migrations)
  const name = TEST_PREFIX + randomUUID().replaceAll('-', '')
  const id = pg.escapeIdentifier(name)
  await server.query(`CREATE DATABASE ${id} TEMPLATE ${pg.escapeIdentifier(template)}`)
  // What a test commits need not survive a power cut.
  await server.query(`ALTER DATABASE ${id} SET synchronous_commit = off`)
  return {
    url: server.urlOf(name),
    async drop() {
      await server.query(`DROP DATABASE ${id} WITH (FORCE)`)
    }
  }
}
