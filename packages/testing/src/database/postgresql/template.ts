import { listMigrations, upgrade } from '@larder/migrations'
import pg from 'pg'
import { fingerprintMigrations } from '../fingerprint-migrations.js'
import { TEMPLATE_PREFIX, TEST_PREFIX } from './leftovers.js'
import type { Server } from './server.js'

/** The name of an empty database with these migrations, which is made if nobody made it before. */
export function migratedTemplate(server: Server, migrations: string): Promise<string> {
  const known = templates.get(migrations)
  if (known) return known
  const template = findOrMake(server, migrations)
  templates.set(migrations, template)
  return template
}

const templates = new Map<string, Promise<string>>()

async function findOrMake(server: Server, migrations: string): Promise<string> {
  const name = TEMPLATE_PREFIX + fingerprintMigrations(migrations)
  await server.locked(name, async () => {
    const { rows } = await server.query(`SELECT 1 FROM pg_database WHERE datname = ${pg.escapeLiteral(name)}`)
    if (rows.length > 0) return
    // Under its final name only when it is complete: whoever is killed here leaves a test database to be swept.
    const unfinished = TEST_PREFIX + name
    const id = pg.escapeIdentifier(unfinished)
    await server.query(`DROP DATABASE IF EXISTS ${id} WITH (FORCE)`)
    await server.query(`CREATE DATABASE ${id}`)
    try {
      // A folder without any makes an empty database, which `upgrade` would not have.
      if (listMigrations(migrations).length > 0) await upgrade({ url: server.urlOf(unfinished), migrations })
      await server.query(`ALTER DATABASE ${id} RENAME TO ${pg.escapeIdentifier(name)}`)
    } catch (error) {
      await server.query(`DROP DATABASE ${id} WITH (FORCE)`)
      throw error
    }
  })
  return name
}
