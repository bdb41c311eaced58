import { checkServer, READ_SERVER, type ServerSettings } from '@larder/mysql'
import type { PrismaMariadbOptions } from '@prisma/adapter-mariadb'
import {
  isDriverAdapterError,
  type SqlDriverAdapter,
  type SqlDriverAdapterFactory,
  type SqlQuery,
  type SqlQueryable
} from '@prisma/driver-adapter-utils'
import type { Pool, PoolConfig } from 'mariadb'
import { repeatGivenUp } from '../connections/repeat-given-up.js'
import { traceStatement } from '../trace-statement.js'
import { handleDriverRejections } from './driver-rejections.js'
import { isPassing, refersToNothing } from './passing-errors.js'
import { leaveReadOnlyServers, READ_ONLY } from './read-only-server.js'

/** What all statements of a pool need. */
export interface Guards {
  /** Checks the server, once. */
  check: () => Promise<void>
  /** See {@link leaveReadOnlyServers}. */
  leave: () => void
}

/**
 * Makes Prisma's adapter on a pool of its own. It sends nothing before it has checked the server,
 * leaves a server that takes no writes, and repeats statements whose failure passes.
 */
export class CheckingAdapters implements SqlDriverAdapterFactory {
  readonly provider = 'mysql'
  readonly adapterName = '@larder/database'
  readonly #pool: PoolConfig
  readonly #options: PrismaMariadbOptions
  readonly #onPool: (pool: Pool, guards: Guards) => void

  /** @param onPool told of the pool before it connects */
  constructor(pool: PoolConfig, options: PrismaMariadbOptions, onPool: (pool: Pool, guards: Guards) => void) {
    this.#pool = pool
    this.#options = options
    this.#onPool = onPool
  }

  async connect(): Promise<SqlDriverAdapter> {
    // Only now: a shop on PostgreSQL needs neither, and they take a tenth of a second.
    const { default: mariadb } = await import('mariadb')
    const { PrismaMariaDb } = await import('@prisma/adapter-mariadb')
    handleDriverRejections()
    const pool = mariadb.createPool(this.#pool)
    const guards = { check: checkOnce(pool), leave: leaveReadOnlyServers(pool) }
    this.#onPool(pool, guards)
    const adapter = await new PrismaMariaDb(pool, { ...this.#options, disposeExternalPool: true }).connect()
    const startTransaction = adapter.startTransaction.bind(adapter)
    return Object.assign(adapter, {
      ...watch(adapter, guards, true),
      startTransaction: async (...args: Parameters<typeof startTransaction>) => {
        await guards.check()
        const transaction = await startTransaction(...args)
        return Object.assign(transaction, watch(transaction, guards, false))
      }
    })
  }
}

/** @param single whether each statement is its own transaction */
function watch(queryable: SqlQueryable, { check, leave }: Guards, single: boolean) {
  const guard =
    <Result>(send: (query: SqlQuery) => Promise<Result>) =>
    async (query: SqlQuery): Promise<Result> => {
      await check()
      const run = () => traceStatement('mysql', query.sql, () => send(query))
      try {
        return await repeatGivenUp(run, single ? isPassing : refersToNothing)
      } catch (error) {
        if (isDriverAdapterError(error) && READ_ONLY.has(Number(error.cause.originalCode))) leave()
        throw error
      }
    }
  return {
    queryRaw: guard(queryable.queryRaw.bind(queryable)),
    executeRaw: guard(queryable.executeRaw.bind(queryable))
  }
}

/** Checks the server once it has answered. */
function checkOnce(pool: Pool): () => Promise<void> {
  let checked: Promise<void> | undefined
  const check = async () => {
    const [settings] = await pool.query<ServerSettings[]>({ sql: READ_SERVER, bigIntAsNumber: true })
    if (settings) checkServer(settings)
  }
  return () => {
    checked ??= check().catch((error) => {
      checked = undefined
      throw error
    })
    return checked
  }
}
