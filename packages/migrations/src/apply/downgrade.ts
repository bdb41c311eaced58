import { compareMigrations } from '@larder/schema-engine'
import {
  MIGRATIONS_ERR_DOWN_EDITED,
  MIGRATIONS_ERR_FAILED_BEFORE,
  MIGRATIONS_ERR_MISSING,
  MIGRATIONS_ERR_NOT_APPLIED,
  MIGRATIONS_ERR_NOT_REVERSIBLE
} from '../errors.js'
import { compareHistory, type HistoryEntry } from '../history/compare-history.js'
import { type LockOptions, withLock } from '../history/connection.js'
import { BASE, findMigration, readMigrations } from '../history/read-migrations.js'
import { readRecords, undoingInSteps } from '../history/records.js'
import { refuseLosses, type Undoing, undoMigration } from './apply-migration.js'
import { readScript } from './read-script.js'
import type { ApplyOptions } from './script.js'

export interface DowngradeOptions extends ApplyOptions, LockOptions {
  readonly url: string
  /** The migrations folder. */
  readonly migrations: string
  /** How many migrations to undo, or the last one to keep; `base` keeps none. @default 1 */
  readonly to?: number | string | undefined
}

/**
 * Undoes the migrations applied last, the latest first, each by its `down.sql`. For Prisma they are
 * pending then. Where the undoing of one was interrupted, a number means that one alone.
 *
 * @returns the names of the migrations undone, in the order of their undoing
 * @throws MIGRATIONS_ERR_…, one line: before any change where a migration has no `down.sql`, is not
 * in the folder, or would lose data
 */
export async function downgrade(options: DowngradeOptions): Promise<string[]> {
  const migrations = await readMigrations(options.migrations)
  return withLock(options.url, options, async (connection) => {
    const history = compareHistory(migrations, await readRecords(connection))
    const doomed = choose(history, options.to ?? 1).map(checkReversible)
    const scripts = doomed.flatMap(({ begun, down }) => (begun ? [] : [readScript(connection, down)]))
    await refuseLosses(await Promise.all(scripts), options)
    for (const migration of doomed) {
      options.onProgress?.(`Undoing ${migration.name}`)
      await undoMigration(connection, migration, options)
    }
    return doomed.map(({ name }) => name)
  })
}

/** The applied migrations to be undone, the latest first. */
function choose(history: HistoryEntry[], to: number | string): HistoryEntry[] {
  const applied = history.filter(({ record }) => record).sort(byTimeApplied)
  const interrupted = applied.filter(({ status }) => status === 'undoing')
  if (typeof to === 'number') {
    if (interrupted.length > 0) return interrupted
    return to > 0 ? applied.slice(-to).reverse() : []
  }
  if (to === BASE) return applied.reverse()
  const name = findMigration(
    history.map((entry) => entry.name),
    to
  )
  const place = applied.findIndex((entry) => entry.name === name)
  if (place === -1) throw new MIGRATIONS_ERR_NOT_APPLIED(name)
  return applied.slice(place + 1).reverse()
}

function byTimeApplied(one: HistoryEntry, other: HistoryEntry): number {
  return (
    Number(one.record?.startedAt) - Number(other.record?.startedAt) || compareMigrations(one.name, other.name)
  )
}

function checkReversible({ name, status, migration, record }: HistoryEntry): Undoing {
  if (status === 'failed') throw new MIGRATIONS_ERR_FAILED_BEFORE(name, name, name)
  if (!migration || !record) throw new MIGRATIONS_ERR_MISSING(name)
  const { down } = migration
  if (down === undefined) throw new MIGRATIONS_ERR_NOT_REVERSIBLE(name, name)
  const begun = status === 'undoing'
  if (begun && !record.logs?.startsWith(undoingInSteps(down)))
    throw new MIGRATIONS_ERR_DOWN_EDITED(record.steps, name)
  return { name, down, record, begun }
}
