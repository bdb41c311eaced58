import { isMysqlUrl } from '@larder/mysql'
import type { ConnectOptions } from '@larder/schema-engine'
import { MIGRATIONS_ERR_LOCKED } from '../errors.js'
import { MysqlConnection } from './mysql-connection.js'
import { PostgresConnection } from './postgres-connection.js'

/** A connection for migrations, and where their records are. */
export type MigrationConnection = PostgresConnection | MysqlConnection

/** {@link LockOptions.lockTimeout} where none is given. */
export const LOCK_TIMEOUT = 600

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
  return useConnection(await open(url), work)
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
  return useLocked(await open(url, options), options, work)
}

/** {@link withLock} on an open connection. */
export function useLocked<Connection extends MigrationConnection, Result>(
  connection: Connection,
  { lockTimeout: limit = LOCK_TIMEOUT, onProgress }: LockOptions,
  work: (connection: Connection) => Promise<Result>
): Promise<Result> {
  return useConnection(connection, async () => {
    await connection.takeLock({
      limit,
      onWait: (holder) => onProgress?.(`Another deploy is at work (${holder}). Waiting for it.`),
      onLate: (holder) => new MIGRATIONS_ERR_LOCKED(holder, limit)
    })
    return work(connection)
  })
}

/** {@link withConnection} on an open one. */
export async function useConnection<Connection extends MigrationConnection, Result>(
  connection: Connection,
  work: (connection: Connection) => Promise<Result>
): Promise<Result> {
  try {
    return await work(connection)
  } catch (error) {
    throw connection.explainFailure(error)
  } finally {
    await connection.close()
  }
}

function open(url: string, options?: ConnectOptions): Promise<MigrationConnection> {
  return isMysqlUrl(url) ? MysqlConnection.open(url, options) : PostgresConnection.open(url, options)
}
