import { compareHistory } from '../history/compare-history.js'
import { type LockOptions, withLock } from '../history/connection.js'
import { BASE, findMigration, readMigrations } from '../history/read-migrations.js'
import { ensureTable, readRecords, recordEnd, recordStart, recordUndone } from '../history/records.js'

export interface StampOptions extends LockOptions {
  readonly url: string
  /** The migrations folder. */
  readonly migrations: string
  /** The last migration that the database has; `base` for none. */
  readonly to: string
}

export interface Stamped {
  /** Recorded as applied now. */
  readonly applied: string[]
  /** Recorded as not applied now. */
  readonly undone: string[]
}

/**
 * Records what was done by hand: the migrations up to one are applied, later ones are not. Runs
 * none.
 */
export async function stamp(options: StampOptions): Promise<Stamped> {
  const migrations = await readMigrations(options.migrations)
  const names = migrations.map(({ name }) => name)
  const count = options.to === BASE ? 0 : names.indexOf(findMigration(names, options.to)) + 1
  return withLock(options.url, options, async (connection) => {
    await ensureTable(connection)
    const history = compareHistory(migrations, await readRecords(connection))
    const wanted = new Set(names.slice(0, count))
    const applied = history.filter(({ name, status }) => wanted.has(name) && status !== 'applied')
    const undone = history.filter(({ name, record, migration }) => migration && record && !wanted.has(name))
    await connection.execute('BEGIN')
    for (const { name } of [...applied, ...undone]) await recordUndone(connection, name)
    for (const { migration } of applied) {
      if (migration) await recordEnd(connection, await recordStart(connection, migration), 0)
    }
    await connection.execute('COMMIT')
    return { applied: applied.map(({ name }) => name), undone: undone.map(({ name }) => name) }
  })
}
