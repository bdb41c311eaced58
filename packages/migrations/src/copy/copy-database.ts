import { describeServer, isMysqlUrl, parseMysqlUrl } from '@larder/mysql'
import { errnoOf, isMysqlError, parseDatabaseUrl } from '@larder/schema-engine'
import pg from 'pg'
import { formatRows, type Say, withProgress } from '../backup/progress.js'
import {
  LOCK_TIMEOUT,
  type LockOptions,
  type MigrationConnection,
  withConnection,
  withLock
} from '../history/connection.js'
import { readRecords } from '../history/records.js'
import {
  createState,
  dropState,
  isSameState,
  readCopy,
  readTableState,
  recordCopy,
  recordTable
} from './copy-state.js'
import {
  COPY_ERR_DIFFERENT,
  COPY_ERR_LOCKED,
  COPY_ERR_MIGRATIONS,
  COPY_ERR_NOT_EMPTY,
  COPY_ERR_OTHER_SOURCE,
  COPY_ERR_REFUSED,
  COPY_ERR_SAME
} from './errors.js'
import { MysqlRows } from './mysql-rows.js'
import { type Pair, pairTables } from './pair-tables.js'
import { PostgresRows } from './postgres-rows.js'
import type { Row, RowStore, Table } from './row-store.js'
import { checksumTable, keyOf, readBatches, type TableChecksum } from './table-checksum.js'

export interface CopyOptions extends LockOptions {
  /** The database that is copied. */
  readonly from: string
  /** The database to copy to. It has the same migrations, and no rows. */
  readonly to: string
  /** Delete the rows that are there. @default false: they are a reason to refuse */
  readonly acceptDataLoss?: boolean | undefined
}

/**
 * Copies all rows of one database to another, PostgreSQL or MySQL, in batches. One that was
 * interrupted goes on. At its end both have the same rows with the same values, and number new rows
 * alike.
 *
 * @returns how many rows each table has
 * @throws COPY_ERR_…, or P1000 to P1011 when a database cannot be reached
 */
export async function copyDatabase(options: CopyOptions): Promise<Record<string, number>> {
  const { from, to, acceptDataLoss, lockTimeout = LOCK_TIMEOUT, onProgress = () => {} } = options
  const work = (say: Say) =>
    withConnection(from, (source) =>
      withLock(to, options, async (target) => {
        await refuseOtherMigrations(source, target)
        const stores = [await openRows(source, lockTimeout), await openRows(target, lockTimeout)] as const
        const copy = new DatabaseCopy(target, ...stores, say)
        await copy.begin(from, acceptDataLoss)
        await copy.copyTables()
        return copy.finish()
      })
    )
  try {
    return await withProgress(onProgress, work)
  } catch (error) {
    throw isLockTimeout(error) ? new COPY_ERR_LOCKED(lockTimeout) : error
  }
}

class DatabaseCopy {
  readonly #connection: MigrationConnection
  readonly #source: RowStore
  readonly #target: RowStore
  readonly #say: Say
  #pairs: readonly Pair[] = []
  #putBack: readonly string[] = []

  constructor(connection: MigrationConnection, source: RowStore, target: RowStore, say: Say) {
    this.#connection = connection
    this.#source = source
    this.#target = target
    this.#say = say
  }

  /** Begins, or goes on with the copy that was begun. */
  async begin(from: string, acceptDataLoss: boolean | undefined): Promise<void> {
    await this.#source.freeze()
    this.#pairs = pairTables(await this.#source.listTables(), await this.#target.listTables())
    const described = describeDatabase(from)
    const begun = await readCopy(this.#connection)
    if (begun && begun.from !== described) throw new COPY_ERR_OTHER_SOURCE(begun.from)
    await createState(this.#connection)
    try {
      if (await withConnection(from, (source) => isSameState(this.#connection, source)))
        throw new COPY_ERR_SAME()
      if (!begun) await this.#beginAnew(described, acceptDataLoss)
    } catch (error) {
      // The first error says more than that of a connection that is lost.
      if (!begun) await dropState(this.#connection).catch(() => {})
      throw error
    }
    if (!begun) return
    await this.#target.setAside([])
    this.#putBack = begun.putBack
  }

  async #beginAnew(from: string, acceptDataLoss: boolean | undefined): Promise<void> {
    const tables = this.#pairs.map(({ to }) => to)
    if (!acceptDataLoss) await this.#refuseRows(tables)
    await this.#transact('all tables', async () => {
      this.#putBack = await this.#target.setAside(tables)
      if (acceptDataLoss) await this.#target.deleteRows(tables)
      const names = tables.map(({ name }) => name)
      await recordCopy(this.#connection, { from, putBack: [...this.#putBack] }, names)
    })
  }

  async copyTables(): Promise<void> {
    for (const pair of this.#pairs) {
      const { stage, rows, last } = await readTableState(this.#connection, pair.to.name)
      if (stage === 'copying') await this.#copyRows(pair, rows, last ?? undefined)
      if (stage === 'again') {
        await this.#transact(pair.to.name, async () => {
          await this.#target.deleteRows([pair.to])
          await recordTable(this.#connection, pair.to.name, { rows: 0, last: null, stage: 'copying' })
        })
        await this.#copyRows(pair, 0, undefined)
      }
    }
  }

  /** Compares the two databases, and makes the copy one that a shop can use. */
  async finish(): Promise<Record<string, number>> {
    const rows: Record<string, number> = {}
    const different: string[] = []
    for (const { from, to } of this.#pairs) {
      const tell = (count: number) => this.#say(`comparing ${to.name}: ${formatRows(count)} …`)
      const [one, other] = await Promise.all([
        checksumTable(this.#source, from, tell),
        checksumTable(this.#target, to, tell)
      ])
      rows[to.name] = one.rows
      if (isEqual(one, other) && one.read === one.rows) continue
      different.push(`${to.name} (${formatRows(one.rows)}, ${formatRows(other.rows)})`)
      await recordTable(this.#connection, to.name, { rows: 0, last: null, stage: 'again' })
    }
    if (different.length > 0) throw new COPY_ERR_DIFFERENT(different.join(', '))
    this.#say('checking what refers to what …')
    await this.#transact('all tables', async () => {
      for (const { from, to } of this.#pairs) {
        const last = await this.#source.readNumber(from)
        if (last !== undefined) await this.#target.setNumber(to, last)
      }
      for (const statement of this.#putBack) await this.#connection.execute(statement)
      await dropState(this.#connection)
    })
    return rows
  }

  async #copyRows({ from, to }: Pair, rows: number, last: Row | undefined): Promise<void> {
    let count = rows
    for await (const batch of readBatches(this.#source, from, last)) {
      count += batch.length
      await this.#transact(to.name, async () => {
        await this.#target.writeRows(to, batch)
        const key = [...keyOf(from, batch.at(-1) ?? [])]
        await recordTable(this.#connection, to.name, { rows: count, last: key, stage: 'copying' })
      })
      this.#say(`${to.name}: ${formatRows(count)} …`)
    }
    await recordTable(this.#connection, to.name, { rows: count, last: null, stage: 'done' })
  }

  async #refuseRows(tables: readonly Table[]): Promise<void> {
    const full: string[] = []
    for (const table of tables) {
      const rows = await this.#target.countRows(table)
      if (rows > 0) full.push(`${table.name}: ${formatRows(rows)}`)
    }
    if (full.length > 0) throw new COPY_ERR_NOT_EMPTY(full.join(', '))
  }

  async #transact(table: string, work: () => Promise<void>): Promise<void> {
    await this.#connection.execute('BEGIN')
    try {
      await work()
      await this.#connection.execute('COMMIT')
    } catch (error) {
      await this.#connection.execute('ROLLBACK').catch(() => {})
      const explained = this.#connection.explainFailure(error)
      throw isRefusal(explained) ? new COPY_ERR_REFUSED(table, explained.message) : explained
    }
  }
}

function isEqual(one: TableChecksum, other: TableChecksum): boolean {
  return one.rows === other.rows && one.read === other.read && one.sum === other.sum
}

function isRefusal(error: unknown): error is Error {
  return (error instanceof pg.DatabaseError || isMysqlError(error)) && !isLockTimeout(error)
}

/** PostgreSQL's lock_not_available, MySQL's ER_LOCK_WAIT_TIMEOUT. */
function isLockTimeout(error: unknown): boolean {
  return (error instanceof pg.DatabaseError && error.code === '55P03') || errnoOf(error) === 1205
}

async function refuseOtherMigrations(
  source: MigrationConnection,
  target: MigrationConnection
): Promise<void> {
  const [one, other] = [await readNames(source), await readNames(target)]
  const different = [...one, ...other].filter((name) => !one.includes(name) || !other.includes(name))
  if (different.length > 0) throw new COPY_ERR_MIGRATIONS(different.join(', '))
}

/** The migrations that are applied to their end. */
async function readNames(connection: MigrationConnection): Promise<string[]> {
  const records = await readRecords(connection)
  return records.flatMap(({ name, finishedAt, rolledBackAt }) => (finishedAt && !rolledBackAt ? [name] : []))
}

function openRows(connection: MigrationConnection, lockTimeout: number): Promise<RowStore> {
  return connection.kind === 'mysql'
    ? MysqlRows.open(connection, lockTimeout)
    : PostgresRows.open(connection, lockTimeout)
}

/** The database of a URL, for people and to tell it from others. */
function describeDatabase(url: string): string {
  if (isMysqlUrl(url)) {
    const parts = parseMysqlUrl(url)
    return `mysql://${describeServer(parts)}/${parts.database}`
  }
  const { server, database, schema } = parseDatabaseUrl(url)
  return `postgresql://${server}/${database}?schema=${schema}`
}
