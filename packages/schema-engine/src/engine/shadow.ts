import { randomBytes } from 'node:crypto'
import type pg from 'pg'
import { type DatabaseUrl, withDatabase } from '../database/database-url.js'
import { createDatabase, dropDatabase, openClient } from '../database/databases.js'

/** A temporary database, to replay migrations in. */
export interface Shadow {
  readonly url: DatabaseUrl
  /** Settles when it exists. */
  readonly created: Promise<void>
  /** Drops it, even while it is being created, whatever runs in it. */
  drop(): Promise<void>
}

/**
 * Creates a temporary database on the server of another, and drops those that killed processes
 * left: a lock by each name shows whether its process lives, since PostgreSQL releases the locks of
 * a lost connection.
 */
export function createShadow(main: DatabaseUrl): Shadow {
  const url = withDatabase(main, `${PREFIX}${randomBytes(10).toString('hex')}`)
  const opening = openClient(main)
  const create = async () => {
    const keeper = await opening
    await keeper.query(`SELECT pg_advisory_lock(${LOCK}, hashtext($1))`, [url.database])
    await createDatabase(url)
    await dropLeftOver(keeper, main)
  }
  const created = create()
  return {
    url,
    created,
    drop: async () => {
      const isWhole = await created.then(
        () => true,
        () => false
      )
      const keeper = await opening.catch(() => undefined)
      // Without the connection there is no database to drop.
      if (!keeper) return
      try {
        await dropDatabase(url)
      } catch (error) {
        // A caller that waits for an impossible database learns the reason from `created`.
        if (isWhole) throw error
      } finally {
        await keeper.end()
      }
    }
  }
}

/** A prefix of our own: the databases of Prisma's native engine have no lock. */
const PREFIX = 'prisma_migrate_shadow_db_portable_'

/** One more than the lock of migrations. */
const LOCK = 72707370

async function dropLeftOver(keeper: pg.Client, main: DatabaseUrl): Promise<void> {
  const { rows } = await keeper.query<{ name: string }>(LEFT_OVER)
  for (const { name } of rows) {
    // Another process may drop it at the same time.
    await dropDatabase(withDatabase(main, name)).catch(() => {})
  }
}

const LEFT_OVER = `
  SELECT datname AS name FROM pg_database
  WHERE starts_with(datname, '${PREFIX}') AND pg_has_role(datdba, 'USAGE') AND NOT EXISTS (
    SELECT FROM pg_locks
    WHERE locktype = 'advisory' AND classid = ${LOCK} AND objsubid = 2
      AND objid::bigint = hashtext(datname::text)::bigint & 4294967295
  )`
