import { randomUUID } from 'node:crypto'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { openAdapter } from './adapter.js'
import { createDatabase, dropDatabase, emptyDatabase, isSameDatabase } from './database.js'
import { type DatabaseUrl, parseDatabaseUrl, withDatabase } from './database-url.js'
import { NoShadowDatabaseError, ShadowIsMainError } from './errors.js'
import { readError } from './failure.js'
import { openNoDatabase } from './no-database.js'

/**
 * Every connection of one engine, and its shadow database: the place where the engine replays the migrations to learn
 * what schema they make. That is a new database each time, dropped afterwards, or the one the user set aside for it.
 */
export class Connections implements SqlMigrationAwareDriverAdapterFactory {
  readonly provider = 'postgres'
  readonly adapterName = '@larder/schema-engine'

  readonly #url: string | undefined
  readonly #shadowUrl: string | undefined
  readonly #adapters = new Set<SqlDriverAdapter>()
  readonly #shadows = new Map<DatabaseUrl, Promise<void>>()

  constructor(url: string | undefined, shadowUrl?: string) {
    this.#url = url
    this.#shadowUrl = shadowUrl
  }

  async connect(): Promise<SqlDriverAdapter> {
    return this.#url ? this.#open(parseDatabaseUrl(this.#url)) : openNoDatabase()
  }

  async connectToShadowDb(): Promise<SqlDriverAdapter> {
    return this.#open(this.#shadowUrl ? await this.#emptyShadow(this.#shadowUrl) : await this.#createShadow())
  }

  /** Drops the shadow databases there are, also one that is just being made, whatever is still running in them. */
  async dropShadows(): Promise<void> {
    await Promise.all(
      [...this.#shadows].map(async ([url, created]) => {
        await created.catch(() => {})
        await dropDatabase(url)
        this.#shadows.delete(url)
      })
    )
  }

  /** Ends all connections, once their queries have been answered. */
  async close(): Promise<void> {
    await Promise.all([...this.#adapters].map((adapter) => adapter.dispose()))
    await this.dropShadows()
  }

  async #emptyShadow(href: string): Promise<DatabaseUrl> {
    const shadow = parseDatabaseUrl(href)
    if (this.#url && (await isSameDatabase(parseDatabaseUrl(this.#url), shadow))) {
      throw new ShadowIsMainError(shadow.database)
    }
    await emptyDatabase(shadow)
    return shadow
  }

  async #createShadow(): Promise<DatabaseUrl> {
    const url = withDatabase(parseDatabaseUrl(this.#url), `prisma_migrate_shadow_db_${randomUUID()}`)
    const created = createDatabase(url)
    this.#shadows.set(url, created)
    await created.catch((error) => {
      throw readError(error).code === INSUFFICIENT_PRIVILEGE
        ? new NoShadowDatabaseError(error.message)
        : error
    })
    return url
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

const INSUFFICIENT_PRIVILEGE = '42501'
