import { isInSteps, NOTHING_COMMITTED } from '@larder/schema-engine'
import {
  MIGRATIONS_ERR_EDITED_SINCE,
  MIGRATIONS_ERR_FAILED_BEFORE,
  MIGRATIONS_ERR_HALF_UNDONE,
  MIGRATIONS_ERR_NOT_EMPTY
} from '../errors.js'
import { compareHistory, type HistoryEntry } from '../history/compare-history.js'
import { type LockOptions, type MigrationConnection, withLock } from '../history/connection.js'
import { findMigration, type Migration, readMigrations } from '../history/read-migrations.js'
import { ensureTable, readRecords, recordUndone } from '../history/records.js'
import { applyMigration, refuseLosses, resumeMigration } from './apply-migration.js'
import { readScript } from './read-script.js'
import type { ApplyOptions } from './script.js'

export interface UpgradeOptions extends ApplyOptions, LockOptions {
  /** The database, which is created if there is none. */
  readonly url: string
  /** The migrations folder. */
  readonly migrations: string
  /** The last migration to apply. @default all */
  readonly to?: string | undefined
}

/**
 * Applies the migrations that the database lacks, with the lock and the records of `prisma migrate
 * deploy`. Of several deploys at once one applies, the others wait and find the work done. A
 * database that is newer than the folder stays as it is.
 *
 * @returns the names of the migrations applied, in their order
 * @throws MIGRATIONS_ERR_…, one line, or P1000 to P1011 when the database cannot be reached. Each
 * migration is then applied or not, see {@link applyMigration}
 */
export async function upgrade(options: UpgradeOptions): Promise<string[]> {
  const migrations = await readMigrations(options.migrations)
  const wanted = upTo(migrations, options.to)
  return withLock(options.url, { ...options, create: true }, (connection) =>
    applyPending(connection, wanted, options)
  )
}

/** Applies the pending ones of some migrations, and completes those begun. @returns their names */
export async function applyPending(
  connection: MigrationConnection,
  wanted: readonly Migration[],
  options: ApplyOptions & Pick<LockOptions, 'onProgress'>
): Promise<string[]> {
  await giveUpAbandoned(connection)
  const history = compareHistory(wanted, await readRecords(connection))
  if (history.every(({ record }) => !record)) await refuseForeignTables(connection)
  const undoing = history.find(({ status }) => status === 'undoing')
  if (undoing) throw new MIGRATIONS_ERR_HALF_UNDONE(undoing.name)
  const open = history.filter(({ status }) => status === 'failed' || status === 'pending')
  for (const entry of open) checkResumable(entry)
  const pending = open.flatMap(({ status, migration }) =>
    migration && status === 'pending' ? [readScript(connection, migration.script)] : []
  )
  await refuseLosses(await Promise.all(pending), options)
  if (open.length > 0) await ensureTable(connection)
  for (const entry of open) await applyOpen(connection, entry, options)
  return open.map(({ name }) => name)
}

/** Gives up what a killed `prisma migrate deploy` with our engine began and did not commit. */
async function giveUpAbandoned(connection: MigrationConnection): Promise<void> {
  for (const { name, finishedAt, rolledBackAt, logs } of await readRecords(connection)) {
    if (!finishedAt && !rolledBackAt && logs === NOTHING_COMMITTED) await recordUndone(connection, name)
  }
}

async function applyOpen(
  connection: MigrationConnection,
  { name, migration, record }: HistoryEntry,
  options: ApplyOptions & Pick<LockOptions, 'onProgress'>
): Promise<void> {
  if (!migration) return
  options.onProgress?.(`Applying ${name}`)
  if (record) await resumeMigration(connection, migration, record, options)
  else await applyMigration(connection, migration, options)
}

function upTo(migrations: Migration[], to: string | undefined): Migration[] {
  if (to === undefined) return migrations
  const names = migrations.map(({ name }) => name)
  return migrations.slice(0, names.indexOf(findMigration(names, to)) + 1)
}

/** Only a migration in steps is resumable: of others we do not know what they have done. */
function checkResumable({ name, status, edited, record, migration }: HistoryEntry): void {
  if (status !== 'failed' || !record) return
  if (!migration || (record.steps === 0 && !isInSteps(record.logs)))
    throw new MIGRATIONS_ERR_FAILED_BEFORE(name, name, name)
  if (edited) throw new MIGRATIONS_ERR_EDITED_SINCE(record.steps, name, name)
}

/** As Prisma's P3005: a first migration on tables of another app would only fail later. */
async function refuseForeignTables(connection: MigrationConnection): Promise<void> {
  const tables = await connection.findTables()
  if (tables.length > 0) throw new MIGRATIONS_ERR_NOT_EMPTY(tables.join(', '))
}
