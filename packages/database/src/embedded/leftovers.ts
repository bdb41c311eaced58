import pg from 'pg'
import { ROLE, readPassword } from './cluster.js'
import type { Place } from './place.js'

/**
 * Drops the databases `larder_test_…`, which killed test processes leave, and all but the newest of the templates they
 * were cloned from (@larder/testing makes both). Only for a moment when nobody holds a lease: then nobody can be using
 * them.
 */
export async function dropLeftovers(place: Place): Promise<void> {
  const client = new pg.Client({
    host: place.sockets,
    port: 5432,
    user: ROLE,
    database: 'postgres',
    password: await readPassword(place),
    ssl: false
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ name: string }>(LEFTOVERS)
    for (const { name } of rows) await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  } finally {
    await client.end()
  }
}

const LEFTOVERS = String.raw`
  WITH template AS (SELECT oid, datname FROM pg_database WHERE datname LIKE 'larder\_template\_%')
  SELECT quote_ident(datname) AS name FROM pg_database WHERE datname LIKE 'larder\_test\_%'
  UNION ALL
  SELECT quote_ident(datname) FROM template WHERE oid < (SELECT max(oid) FROM template)`
