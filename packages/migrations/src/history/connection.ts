import {
  type ConnectOptions,
  connect,
  describeFailure,
  schemaOf,
  takeMigrationLock
} from '@larder/schema-engine'
import pg from 'pg'
import { MIGRATIONS_ERR_CONNECTION_LOST, MIGRATIONS_ERR_LOCKED } from '../errors.js'

/** A connection for migrations, and where their records are. */
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

/** Works on an existing database, and disconnects. */
export async function withConnection<Result>(
  url: string,
  work: (connection: MigrationConnection) => Promise<Result>
): Promise<Result> {
  return use(await connect(url), url, work)
}

/**
 * Works on a database while no other deploy does: neither of ours nor of `prisma migrate deploy`,
 * whose lock this is. The lock belongs to the connection, so a killed process gives it back.
 *
 * @param options.create create the database where there is none
 * @throws MIGRATIONS_ERR_LOCKED when the other deploy takes too long, SCHEMA_ENGINE_ERR_POOLED
 * where a pooler would lose the lock
 */
export async function withLock<Result>(
  url: string,
  options: LockOptions & ConnectOptions,
  work: (connection: MigrationConnection) => Promise<Result>
): Promise<Result> {
  const client = await connect(url, options)
  return use(client, url, async (connection) => {
    await client.query(NOTICE_A_DEAD_CLIENT)
    await lock(client, url, options)
    return work(connection)
  })
}

async function use<Result>(
  client: pg.Client,
  url: string,
  work: (connection: MigrationConnection) => Promise<Result>
): Promise<Result> {
  const schema = pg.escapeIdentifier(schemaOf(url))
  try {
    return await work({ client, schema, table: `${schema}._prisma_migrations` })
  } catch (error) {
    if (error instanceof pg.DatabaseError) error.message = describeFailure(error, '')
    throw isLost(error) ? new MIGRATIONS_ERR_CONNECTION_LOST() : error
  } finally {
    await client.end()
  }
}

/** node-postgres has no code for it. */
function isLost(error: unknown): boolean {
  return (
    error instanceof Error && /^Connection terminated|is not queryable$|ECONNRESET|EPIPE/.test(error.message)
  )
}

async function lock(
  client: pg.Client,
  url: string,
  { lockTimeout: limit = 600, onProgress }: LockOptions
): Promise<void> {
  const select = async (text: string) => {
    const { rows } = await client.query<unknown[]>({ text, rowMode: 'array' })
    return rows
  }
  await takeMigrationLock(select, url, {
    limit,
    onWait: (holder) => onProgress?.(`Another deploy is at work (${holder}). Waiting for it.`),
    onLate: (holder) => new MIGRATIONS_ERR_LOCKED(holder, limit)
  })
}

/**
 * Otherwise the server finishes a long statement of a killed client, and waits two hours for a
 * machine that went away.
 */
const NOTICE_A_DEAD_CLIENT = `
  SELECT set_config(name, value, false)
  FROM pg_settings JOIN (VALUES ('client_connection_check_interval', '1s'), ('tcp_keepalives_idle', '10'),
    ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '3')) AS wanted (name, value) USING (name)`
