import { createHash } from 'node:crypto'
import { MYSQL_ERR_URL } from '@larder/mysql'
import type { Connection } from 'mariadb'
import type { Datamodel } from '../../engine/engine.js'
import { takeEngineLock } from '../../engine/engine-lock.js'
import { P3006 } from '../../errors.js'
import { connectMysql } from '../connect.js'
import { selectMysqlRows } from '../databases.js'
import { describeMysqlFailure } from '../explain-failure.js'
import { splitStatements } from '../split-statements.js'
import type { Migration, Target } from './read-params.js'
import { Shadows } from './shadow.js'
import { compareTables, type Difference } from './tables/compare-tables.js'
import { keepUnmodelled } from './tables/keep-unmodelled.js'
import { readTables, type Tables } from './tables/read-tables.js'
import { writeMysqlScript } from './tables/write-models.js'

/**
 * What the calls of the CLI for MySQL share: the connections, and the tables that models and
 * migrations make. A server is asked for those: scripts run in a shadow database, and `SHOW CREATE
 * TABLE` is compared, so that each server's own words are compared with themselves only.
 */
export class MysqlEngine {
  readonly shadows: Shadows
  readonly #url: string | undefined
  /** Prints a message for the caller. */
  tell: (message: string) => void = () => {}
  readonly #made = new Map<string, Promise<Tables>>()

  constructor(url: string | undefined, shadowUrl: string | undefined) {
    this.#url = url
    this.shadows = new Shadows(url ?? '', shadowUrl)
  }

  /** The database of the configuration. @throws MYSQL_ERR_URL where there is none */
  get url(): string {
    if (!this.#url) throw new MYSQL_ERR_URL('is missing')
    return this.#url
  }

  /** Works on the database of the configuration. */
  async connected<T>(work: (connection: Connection) => Promise<T>, url = this.url): Promise<T> {
    const connection = await connectMysql(url)
    try {
      return await work(connection)
    } finally {
      await connection.end()
    }
  }

  /** The same, while no other deploy does. The lock ends with the connection. */
  async locked<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.connected(async (connection) => {
      await takeEngineLock(
        (sql) => selectMysqlRows(connection, sql),
        this.url,
        (line) => this.tell(line)
      )
      return work(connection)
    })
  }

  /** The tables that migrations make. @throws P3006 where one of them fails */
  async tablesOfMigrations(migrations: Migration[], external: ReadonlySet<string>): Promise<Tables> {
    return this.#make(migrations, external)
  }

  /** What leads from the tables of migrations, or of a database, to those of the models. */
  async compareWithModels(
    from: Tables,
    models: Datamodel[],
    external: ReadonlySet<string>
  ): Promise<Difference> {
    const to = await this.#makeModels(models, external)
    return compareTables(from, keepUnmodelled(to, from))
  }

  async tablesOf(target: Target, external: ReadonlySet<string>): Promise<Tables> {
    switch (target.kind) {
      case 'empty':
        return new Map()
      case 'migrations':
        return this.tablesOfMigrations(target.migrations, external)
      case 'database':
        return this.connected((connection) => readTables(connection, external), target.url)
      case 'models':
        return this.#makeModels(target.files, external)
    }
  }

  async #makeModels(models: Datamodel[], external: ReadonlySet<string>): Promise<Tables> {
    return this.#make([{ name: 'models', script: await writeMysqlScript([], models) }], external)
  }

  /** Runs scripts in a shadow database, once for the same scripts. */
  #make(scripts: Migration[], external: ReadonlySet<string>): Promise<Tables> {
    if (scripts.length === 0) return Promise.resolve(new Map())
    const key = createHash('sha256')
      .update(JSON.stringify([scripts, ...external]))
      .digest('hex')
    const known = this.#made.get(key)
    if (known) return known
    const tables = this.shadows.use(async (connection) => {
      for (const { name, script } of scripts) await runInShadow(connection, name, script)
      return readTables(connection, external)
    })
    this.#made.set(key, tables)
    // A failure may have passed by the next call.
    tables.catch(() => this.#made.delete(key))
    return tables
  }
}

async function runInShadow(connection: Connection, name: string, script: string): Promise<void> {
  for (const { text, line } of splitStatements(script)) {
    try {
      await connection.query(text)
    } catch (error) {
      throw new P3006(name, `line ${line}: ${describeMysqlFailure(error)}`)
    }
  }
}
