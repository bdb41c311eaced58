import { compareMigrations, isScriptOf } from '@larder/schema-engine'
import type { Migration } from './read-migrations.js'
import { isBeingUndone, type MigrationRecord } from './records.js'

export interface HistoryEntry {
  readonly name: string
  /**
   * `missing`: applied to the database, but not in the folder. `failed`: begun, and not ended.
   * `undoing`: its down.sql is done in part.
   */
  readonly status: 'applied' | 'pending' | 'failed' | 'undoing' | 'missing'
  /** Whether its script has changed since it was applied. */
  readonly edited: boolean
  /** Undefined where the folder does not have it. */
  readonly migration: Migration | undefined
  /** Undefined where it is pending. */
  readonly record: MigrationRecord | undefined
}

/** Joins the folder's migrations and the database's records, in the order of the names. */
export function compareHistory(
  migrations: readonly Migration[],
  records: readonly MigrationRecord[]
): HistoryEntry[] {
  const current = new Map(records.filter((one) => !one.rolledBackAt).map((one) => [one.name, one]))
  const missing = [...current.keys()].filter((name) => !migrations.some((one) => one.name === name))
  const names = [...migrations.map(({ name }) => name), ...missing]
  return names.sort(compareMigrations).map((name) => {
    const migration = migrations.find((one) => one.name === name)
    const record = current.get(name)
    const edited = Boolean(migration && record && !isScriptOf(record.checksum, migration.script))
    return { name, status: statusOf(migration, record), edited, migration, record }
  })
}

function statusOf(
  migration: Migration | undefined,
  record: MigrationRecord | undefined
): HistoryEntry['status'] {
  if (!record) return 'pending'
  if (!record.finishedAt) return isBeingUndone(record) ? 'undoing' : 'failed'
  return migration ? 'applied' : 'missing'
}
