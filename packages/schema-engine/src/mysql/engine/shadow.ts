import { randomBytes } from 'node:crypto'
import { type MysqlUrl, parseMysqlUrl } from '@larder/mysql'
import type { Connection } from 'mariadb'
import { P1010, P3014, SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN } from '../../errors.js'
import {
  createMysqlDatabase,
  dropMysqlDatabase,
  emptyMysqlDatabase,
  openMysql,
  selectMysqlRows
} from '../databases.js'

/**
 * The shadow databases of one engine, in which scripts run to learn the tables that they make: a
 * new database on the server each time, dropped afterwards, or the one that the user set aside.
 */
export class Shadows {
  readonly #url: string
  readonly #shadowUrl: string | undefined
  readonly #open = new Set<() => Promise<void>>()

  constructor(url: string, shadowUrl: string | undefined) {
    this.#url = url
    this.#shadowUrl = shadowUrl
  }

  /**
   * Works in an empty database.
   *
   * @throws P3014 where the user may not create one, SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN
   */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    return this.#shadowUrl ? this.#useOwn(parseMysqlUrl(this.#shadowUrl), work) : this.#useNew(work)
  }

  /** Drops all that are open, whatever runs in them. */
  async drop(): Promise<void> {
    await Promise.all([...this.#open].map((drop) => drop()))
  }

  async #useOwn<T>(url: MysqlUrl, work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await openMysql(url)
    let main: Connection | undefined
    try {
      main = await openMysql(parseMysqlUrl(this.#url))
      const [one, other] = await Promise.all(
        [connection, main].map((each) => selectMysqlRows(each, IDENTITY))
      )
      if (JSON.stringify(one) === JSON.stringify(other))
        throw new SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN(url.database)
      await emptyMysqlDatabase(connection)
      // Tables get the collation of their database, unless they name one.
      await connection.query('ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
      return await work(connection)
    } finally {
      await Promise.all([connection.end(), main?.end()])
    }
  }

  async #useNew<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const main = parseMysqlUrl(this.#url)
    const url = { ...main, database: `${PREFIX}${randomBytes(10).toString('hex')}` }
    const keeper = await openMysql(main)
    let connection: Connection | undefined
    let created: Promise<void> | undefined
    const dropNow = async () => {
      try {
        // Ends the statement that runs in it.
        connection?.destroy()
        const isThere = await created?.then(
          () => true,
          () => false
        )
        if (isThere) await dropMysqlDatabase(url)
      } finally {
        await keeper.end()
        this.#open.delete(drop)
      }
    }
    // Who asks again waits for the same: this process may end afterwards.
    let dropping: Promise<void> | undefined
    const drop = () => {
      dropping ??= dropNow()
      return dropping
    }
    this.#open.add(drop)
    try {
      // The lock shows others that this process lives: it ends with the connection.
      await keeper.query('SELECT GET_LOCK(?, 0)', [url.database])
      created = createMysqlDatabase(url)
      await created.catch((error) => {
        throw error instanceof P1010 ? new P3014(error.message, GRANT) : error
      })
      await dropLeftOver(keeper, main)
      connection = await openMysql(url)
      return await work(connection)
    } finally {
      await drop()
    }
  }
}

/** A prefix of our own: the databases of Prisma's native engine have no lock. */
const PREFIX = 'prisma_migrate_shadow_db_portable_'

const GRANT = 'GRANT ALL ON `prisma\\_migrate\\_shadow\\_db\\_%`.* TO …'

/** What tells a database of one server from all others. */
const IDENTITY = 'SELECT DATABASE(), @@hostname, @@port, @@datadir'

/** Drops those that killed processes left. */
async function dropLeftOver(keeper: Connection, main: MysqlUrl): Promise<void> {
  const names = await selectMysqlRows(keeper, `SHOW DATABASES LIKE '${PREFIX.replaceAll('_', '\\_')}%'`)
  for (const [name] of names) {
    const [[free] = []] = await keeper.query<unknown[][]>(
      { sql: 'SELECT IS_FREE_LOCK(?)', rowsAsArray: true },
      [name]
    )
    // Another process may drop it at the same time.
    if (Number(free) === 1) await dropMysqlDatabase({ ...main, database: String(name) }).catch(() => {})
  }
}
