import { setTimeout as delay } from 'node:timers/promises'
import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'
import { LockTimeoutError, UsageError } from './errors.js'
import { selectRows } from './rows.js'

/** What the engine says to take the lock that only one may hold who applies migrations. */
export const TAKE_LOCK = 'SELECT pg_advisory_lock(72707369)'

/**
 * Takes the lock in the engine's place. It would wait ten seconds; this waits for as long as
 * SCHEMA_ENGINE_LOCK_TIMEOUT says, in seconds (default 300). The lock is the connection's, and ends with it.
 * Without effect where PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK is set.
 *
 * @param tell is told once, when the wait is long enough for somebody to wonder
 * @returns whether it has the lock
 * @throws LockTimeoutError that names the holder
 */
export async function takeMigrationLock(
  adapter: SqlDriverAdapter,
  tell: (message: string) => void
): Promise<boolean> {
  if (!isLocking()) return false
  const limit = readLimit()
  const begin = Date.now()
  let told = false
  while (!(await tryMigrationLock(adapter))) {
    const waited = (Date.now() - begin) / 1000
    if (waited > limit) throw new LockTimeoutError(limit, await describeHolder(adapter))
    if (waited > WONDER && !told) {
      tell(`Waiting for ${await describeHolder(adapter)}, which migrates this database…`)
      told = true
    }
    // A query that waits in the server would hold up a CREATE INDEX CONCURRENTLY of the one that it waits for.
    await delay(INTERVAL)
  }
  return true
}

/** Not where PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK is set. */
export function isLocking(): boolean {
  return !process.env.PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK
}

/** Takes the lock if it is free. */
export async function tryMigrationLock(adapter: SqlDriverAdapter): Promise<boolean> {
  const [row] = await selectRows(adapter, 'SELECT pg_try_advisory_lock(72707369)')
  return row?.[0] === true
}

/** Gives back what was taken once. */
export async function releaseMigrationLock(adapter: SqlDriverAdapter): Promise<void> {
  await selectRows(adapter, 'SELECT pg_advisory_unlock(72707369)')
}

const WONDER = 2
const INTERVAL = 200

function readLimit(): number {
  const value = process.env.SCHEMA_ENGINE_LOCK_TIMEOUT || '300'
  if (/^\d+$/.test(value)) return Number(value)
  throw new UsageError(`SCHEMA_ENGINE_LOCK_TIMEOUT is "${value}". It should be a number of seconds.`)
}

async function describeHolder(adapter: SqlDriverAdapter): Promise<string> {
  const [row] = await selectRows(adapter, HOLDER)
  return row
    ? `session ${row[0]} of ${row[1]}${row[2] && ` (${row[2]})`}, there since ${row[3]}`
    : 'a session'
}

const HOLDER = `
  SELECT lock.pid::text, coalesce(usename::text, 'another role'), coalesce(application_name, ''), backend_start::text
  FROM pg_locks lock JOIN pg_stat_activity session ON session.pid = lock.pid
  WHERE locktype = 'advisory' AND classid = 0 AND objid = 72707369 AND objsubid = 1 AND granted
    AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
