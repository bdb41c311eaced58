import type {
  SqlDriverAdapter,
  SqlMigrationAwareDriverAdapterFactory,
  SqlQuery
} from '@prisma/driver-adapter-utils'
import { type DatabaseUrl, parseDatabaseUrl } from '../database/database-url.js'
import { emptyDatabase, isSameDatabase } from '../database/databases.js'
import { readError } from '../database/explain-failure.js'
import type { SelectRows } from '../database/select-rows.js'
import { P3014, SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN } from '../errors.js'
import { releaseMigrationLock, TAKE_LOCK, tryMigrationLock } from '../migrations/migration-lock.js'
import { openAdapter } from './adapter.js'
import { isLocking, takeEngineLock } from './engine-lock.js'
import { giveUpAbandoned, hasUnfinished, keepRecordTrue } from './migration-record.js'
import { openNoDatabase } from './no-database.js'
import { selectRows } from './rows.js'
import { createShadow, type Shadow } from './shadow.js'

/**
 * The connections of one engine and its shadow database, in which it replays migrations to learn
 * the schema that they make. The shadow is a new database each time, dropped afterwards, or the one
 * that the user set aside for it.
 */
export class Connections implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = '@larder/schema-engine'

  readonly #url: string | undefined
  readonly #shadowUrl: string | undefined
  readonly #adapters = new Set<SqlDriverAdapter>()
  readonly #shadows = new Set<Shadow>()
  #main: Main | undefined

  /** Prints a message for the caller. */
  tell: (message: string) => void = () => {}

  constructor(url: string | undefined, shadowUrl?: string) {
    this.#url = url
    this.#shadowUrl = shadowUrl
  }

  async connect(): Promise<SqlDriverAdapter> {
    if (!this.#url) return openNoDatabase()
    const url = parseDatabaseUrl(this.#url)
    const adapter = keepRecordTrue(await this.#open(url), url.schema)
    const main = { adapter, schema: url.schema, select: (sql: string) => selectRows(adapter, sql) }
    this.#main = main
    return takeLock(adapter, async () => {
      await takeEngineLock(main.select, url.href, (message) => this.tell(message))
    })
  }

  /**
   * Takes the lock before migrations are applied, and clears what a killed process left in the way.
   */
  async prepareToApply(): Promise<void> {
    if (!this.#main) return
    const { adapter, schema, select } = this.#main
    if (await takeEngineLock(select, this.#url ?? '', this.tell)) await giveUpAbandoned(adapter, schema)
  }

  /**
   * Clears the same for a caller that only asks. Does nothing, and does not wait, while a deploy
   * runs.
   */
  async clearAbandoned(): Promise<void> {
    if (!this.#main) return
    const { adapter, schema, select } = this.#main
    if (!isLocking() || !(await hasUnfinished(adapter, schema)) || !(await tryMigrationLock(select))) return
    await giveUpAbandoned(adapter, schema)
    await releaseMigrationLock(select)
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    return this.#open(this.#shadowUrl ? await this.#emptyShadow(this.#shadowUrl) : await this.#createShadow())
  }

  /** Drops the shadow databases, also unfinished ones and whatever runs in them. */
  async dropShadows(): Promise<void> {
    await Promise.all(
      [...this.#shadows].map(async (shadow) => {
        await shadow.drop()
        this.#shadows.delete(shadow)
      })
    )
  }

  /** Ends all connections when their queries are answered. */
  async close(): Promise<void> {
    await Promise.all([...this.#adapters].map((adapter) => adapter.dispose()))
    await this.dropShadows()
  }

  async #emptyShadow(href: string): Promise<DatabaseUrl> {
    const shadow = parseDatabaseUrl(href)
    if (this.#url && (await isSameDatabase(parseDatabaseUrl(this.#url), shadow))) {
      throw new SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN(shadow.database)
    }
    await emptyDatabase(shadow)
    return shadow
  }

  async #createShadow(): Promise<DatabaseUrl> {
    const shadow = createShadow(parseDatabaseUrl(this.#url))
    this.#shadows.add(shadow)
    await shadow.created.catch((error) => {
      throw readError(error).code === INSUFFICIENT_PRIVILEGE
        ? new P3014(error.message, 'ALTER ROLE … CREATEDB')
        : error
    })
    return shadow.url
  }

  async #open(url: DatabaseUrl): Promise<SqlDriverAdapter> {
    const adapter = await openAdapter(url)
    const dispose = adapter.dispose.bind(adapter)
    this.#adapters.add(adapter)
    adapter.dispose = async () => {
      if (this.#adapters.delete(adapter)) await dispose()
    }
    return adapter
  }
}

/** The connection to the database itself, where there is one. */
interface Main {
  readonly adapter: SqlDriverAdapter
  readonly schema: string
  readonly select: SelectRows
}

/** The engine itself gives up taking the lock after ten seconds. */
function takeLock(adapter: SqlDriverAdapter, take: () => Promise<void>): SqlDriverAdapter {
  const executeRaw = adapter.executeRaw.bind(adapter)
  return Object.assign(adapter, {
    executeRaw: async (query: SqlQuery) => {
      if (query.sql !== TAKE_LOCK) return executeRaw(query)
      await take()
      return 0
    }
  })
}

const INSUFFICIENT_PRIVILEGE = '42501'
