import pg from 'pg'
import type { Paths } from '../checkout/paths.js'
import { ROLE, readPassword } from './cluster.js'

/**
 * Drops the databases that these queries name. Call it while no process holds a lease: then none
 * can be using them.
 */
export async function dropLeftovers(paths: Paths, queries: Iterable<string>): Promise<void> {
  const client = new pg.Client({
    host: paths.sockets,
    port: 5432,
    user: ROLE,
    database: 'postgres',
    password: await readPassword(paths),
    ssl: false
  })
  await client.connect()
  try {
    for (const query of queries) {
      const { rows } = await client.query<{ name: string }>(query)
      for (const { name } of rows)
        await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`)
    }
  } finally {
    await client.end()
  }
}
