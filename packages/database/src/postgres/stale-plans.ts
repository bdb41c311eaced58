import { PrismaPg } from '@prisma/adapter-pg'
import { isDriverAdapterError, type SqlQuery, type SqlQueryable } from '@prisma/driver-adapter-utils'
import type { Pool } from 'pg'
import type { PrismaClient } from '../generated/client.js'
import { traceStatement } from '../trace-statement.js'
import type { StatementNames } from './statement-names.js'

/**
 * Prisma's adapter for pg, surviving migrations. When a column's type has changed, PostgreSQL
 * refuses statements prepared before ("cached plan must not change result type"), before it runs
 * them. So outside a transaction they can be prepared and run once more.
 */
export class ReplanningAdapter extends PrismaPg {
  /** Names the statements that are prepared on the connections. */
  readonly names: StatementNames
  readonly #onPool: (pool: Pool) => void

  constructor(
    pool: ConstructorParameters<typeof PrismaPg>[0],
    options: ConstructorParameters<typeof PrismaPg>[1],
    names: StatementNames,
    onPool: (pool: Pool) => void
  ) {
    super(pool, { ...options, statementNameGenerator: ({ sql }) => names.nameOf(sql) })
    this.names = names
    this.#onPool = onPool
  }

  override async connect(): ReturnType<PrismaPg['connect']> {
    const adapter = await super.connect()
    this.#onPool(adapter.underlyingDriver())
    const startTransaction = adapter.startTransaction.bind(adapter)
    return Object.assign(adapter, {
      ...this.#watch(adapter, true),
      startTransaction: async (...args: Parameters<typeof startTransaction>) => {
        const transaction = await startTransaction(...args)
        return Object.assign(transaction, this.#watch(transaction, false))
      }
    })
  }

  #watch(queryable: SqlQueryable, again: boolean) {
    const guard =
      <Result>(send: (query: SqlQuery) => Promise<Result>) =>
      async (query: SqlQuery): Promise<Result> => {
        const run = (query: SqlQuery) => traceStatement('postgresql', query.sql, () => send(query))
        const name = this.names.nameOf(query.sql)
        try {
          return await run(query)
        } catch (error) {
          if (!isDriverAdapterError(error) || error.cause.originalCode !== STALE_PLAN) throw error
          this.names.renewAfter(query.sql, name)
          if (!again) throw error
          return run(query)
        }
      }
    return {
      queryRaw: guard(queryable.queryRaw.bind(queryable)),
      executeRaw: guard(queryable.executeRaw.bind(queryable))
    }
  }
}

/** Makes a client repeat a transaction that met a stale plan: it has changed nothing. */
export function retryTransactions(client: PrismaClient): PrismaClient {
  client.$transaction = new Proxy(client.$transaction, {
    async apply(transaction, _this, args) {
      try {
        return await Reflect.apply(transaction, client, args)
      } catch (error) {
        // An array of promises, the other form of a transaction, can run only once.
        if (typeof args[0] !== 'function' || !isStalePlan(error)) throw error
        return await Reflect.apply(transaction, client, args)
      }
    }
  })
  return client
}

function isStalePlan(error: unknown): boolean {
  return error instanceof Error && JSON.stringify(error).includes(`"originalCode":"${STALE_PLAN}"`)
}

/** PostgreSQL's feature_not_supported. Its message may be in any language. */
export const STALE_PLAN = '0A000'
