import pg from 'pg'
import { readPassword, role } from './cluster.js'
import type { Place } from './place.js'

/**
 * Drops the databases `test_…`, which killed test processes leave. Only for a moment when nobody holds a lease: then
 * nobody can be using them.
 */
export async function dropTestDatabases(place: Place): Promise<void> {
  const client = new pg.Client({
    host: place.sockets,
    port: 5432,
    user: role,
    database: 'postgres',
    password: await readPassword(place),
    ssl: false
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(
      String.raw`SELECT quote_ident(datname) AS name FROM pg_database WHERE datname LIKE 'test\_%'`
    )
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  } finally {
    await client.end()
  }
}
