import { setTimeout as delay } from 'node:timers/promises'
import { isMysqlUrl } from '@larder/mysql'
import { parseDatabaseUrl } from '../database/database-url.js'
import { openClient } from '../database/databases.js'
import type { SelectRows } from '../database/select-rows.js'
import { SCHEMA_ENGINE_ERR_POOLED } from '../errors.js'
import { describeNamedHolder, tryNamedLock } from './named-lock.js'

export interface LockWait {
  /** How long to wait, in seconds. */
  limit: number
  /** Told once which session has the lock. */
  onWait(holder: string): void
  /** Makes the error for a wait that was too long. */
  onLate(holder: string): Error
}

/** The statement by which Prisma's engine takes the lock of migrations. */
export const TAKE_LOCK = 'SELECT pg_advisory_lock(72707369)'

/**
 * Takes Prisma's lock of migrations, which ends with the connection. On MySQL all databases of a
 * server share it.
 *
 * @param url the address of the connection, to PostgreSQL or MySQL
 * @throws the error of `onLate`; SCHEMA_ENGINE_ERR_POOLED where the connection is shared
 */
export async function takeMigrationLock(select: SelectRows, url: string, wait: LockWait): Promise<void> {
  if (isMysqlUrl(url)) return awaitLock(select, wait, tryNamedLock, describeNamedHolder)
  await awaitLock(select, wait, tryMigrationLock, describeHolder)
  await refuseSharedConnection(select, url)
}

async function awaitLock(
  select: SelectRows,
  wait: LockWait,
  tryLock: (select: SelectRows) => Promise<boolean>,
  describe: (select: SelectRows) => Promise<string>
): Promise<void> {
  const end = performance.now() + wait.limit * 1_000
  let told = false
  while (!(await tryLock(select))) {
    if (performance.now() > end) throw wait.onLate(await describe(select))
    if (!told) wait.onWait(await describe(select))
    told = true
    // A query that waits in the server would block the other deploy's CREATE INDEX CONCURRENTLY.
    await delay(INTERVAL)
  }
}

/** Takes the lock if it is free. */
export async function tryMigrationLock(select: SelectRows): Promise<boolean> {
  const [row] = await select('SELECT pg_try_advisory_lock(72707369)')
  return row?.[0] === true
}

/** Gives back a lock that was taken once. */
export async function releaseMigrationLock(select: SelectRows): Promise<void> {
  await select('SELECT pg_advisory_unlock(72707369)')
}

/** Milliseconds. */
const INTERVAL = 200

/** A pooler that lends connections for a transaction would pass the lock on to its next client. */
async function refuseSharedConnection(select: SelectRows, url: string): Promise<void> {
  const other = await openClient(parseDatabaseUrl(url))
  try {
    const { rows } = await other.query<[number]>({ text: BACKEND, rowMode: 'array' })
    const [own] = await select(BACKEND)
    if (own?.[0] === rows[0]?.[0]) throw new SCHEMA_ENGINE_ERR_POOLED()
  } finally {
    await other.end()
  }
}

const BACKEND = 'SELECT pg_backend_pid()'

async function describeHolder(select: SelectRows): Promise<string> {
  const [row] = await select(HOLDER)
  return row
    ? `session ${row[0]} of ${row[1]}${row[2] && ` (${row[2]})`}, there since ${row[3]}`
    : 'a session'
}

const HOLDER = `
  SELECT lock.pid::text, coalesce(usename::text, 'another role'), coalesce(application_name, ''), backend_start::text
  FROM pg_locks lock JOIN pg_stat_activity session ON session.pid = lock.pid
  WHERE locktype = 'advisory' AND classid = 0 AND objid = 72707369 AND objsubid = 1 AND granted
    AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())`
