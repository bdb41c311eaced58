import { setTimeout as delay } from 'node:timers/promises'
import { type ConnectOptions, connect } from '@larder/schema-engine'
import pg from 'pg'
import { schemaOf } from '../schema-of.js'
import { ConnectionLostError, LockedError } from './errors.js'

/** A connection on which migrations are applied, and where their records are. */
export interface MigrationConnection {
  readonly client: pg.Client
  /** The schema of the URL, quoted. */
  readonly schema: string
  /** Prisma's table of migrations, quoted and with its schema: a script may change the search path. */
  readonly table: string
}

export interface LockOptions {
  /** Seconds to wait for another deploy to end. @default 600 */
  readonly lockTimeout?: number | undefined
  /** Told in a line what takes long. @default silence */
  readonly onProgress?: ((line: string) => void) | undefined
}

/** Works on a database that is there, and leaves it. */
export async function withConnection<Result>(
  url: string,
  work: (connection: MigrationConnection) => Promise<Result>
): Promise<Result> {
  return use(await connect(url), url, work)
}

/**
 * Works on a database, which is created if there is none and that is asked for, while no other deploy does: neither one of ours nor one of
 * `prisma migrate deploy`, with which it shares the lock. That lock belongs to the connection, so whoever is killed gives
 * it back.
 *
 * @throws LockedError when the other deploy takes too long
 */
export async function withLock<Result>(
  url: string,
  options: LockOptions & ConnectOptions,
  work: (connection: MigrationConnection) => Promise<Result>
): Promise<Result> {
  const client = await connect(url, options)
  return use(client, url, async (connection) => {
    await client.query(NOTICE_A_DEAD_CLIENT)
    await lock(client, options)
    return work(connection)
  })
}

async function use<Result>(
  client: pg.Client,
  url: string,
  work: (connection: MigrationConnection) => Promise<Result>
): Promise<Result> {
  const schema = pg.escapeIdentifier(schemaOf(url) ?? 'public')
  try {
    return await work({ client, schema, table: `${schema}._prisma_migrations` })
  } catch (error) {
    throw isLost(error) ? new ConnectionLostError() : error
  } finally {
    await client.end()
  }
}

/** The client has no code for it. */
function isLost(error: unknown): boolean {
  return (
    error instanceof Error && /^Connection terminated|is not queryable$|ECONNRESET|EPIPE/.test(error.message)
  )
}

async function lock(client: pg.Client, { lockTimeout = 600, onProgress }: LockOptions): Promise<void> {
  if (await tryLock(client)) return
  onProgress?.(`Another deploy is at work (${await holderOf(client)}). Waiting for it.`)
  const end = performance.now() + lockTimeout * 1_000
  while (!(await tryLock(client))) {
    if (performance.now() > end) throw new LockedError(await holderOf(client), lockTimeout)
    // Not in the server, where a query that waits would itself be waited for by a CREATE INDEX CONCURRENTLY.
    await delay(INTERVAL)
  }
}

const INTERVAL = 200

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(`SELECT pg_try_advisory_lock(${LOCK}) AS locked`)
  return rows[0]?.locked === true
}

async function holderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ holder: string }>(HOLDER)
  return rows[0]?.holder ?? 'just ended'
}

/** Prisma's, from its schema engine. */
const LOCK = 72707369

const HOLDER = `
  SELECT format('process %s of the server, for %s since %s', a.pid, a.usename, to_char(a.backend_start, 'HH24:MI:SS')) AS holder
  FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'advisory' AND l.objid = ${LOCK} AND l.granted
    AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`

/** The server would finish a long statement of a client that was killed, and wait two hours for a machine that went away. */
const NOTICE_A_DEAD_CLIENT = `
  SELECT set_config(name, value, false)
  FROM pg_settings JOIN (VALUES ('client_connection_check_interval', '1s'), ('tcp_keepalives_idle', '10'),
    ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3')) AS wanted (name, value) USING (name)`
