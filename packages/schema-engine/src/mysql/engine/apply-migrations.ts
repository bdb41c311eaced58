import type { Connection } from 'mariadb'
import { P3005, P3009, P3018 } from '../../errors.js'
import { selectMysqlRows } from '../databases.js'
import { describeMysqlFailure, errnoOf } from '../explain-failure.js'
import { isDoneBefore } from '../is-done-before.js'
import { IN_STEPS, isForSession, readSteps } from '../steps.js'
import { refuseMarkedPlaces } from '../translate/twin.js'
import type { Migration } from './read-params.js'
import {
  createRecords,
  isRecordOf,
  type MigrationRecord,
  readRecords,
  recordEnd,
  recordFailure,
  recordStart,
  recordSteps
} from './records.js'

/**
 * Applies the migrations that are not applied yet, statement by statement: MySQL commits each
 * change of a table by itself. A migration in which a process was killed goes on where it was.
 * Only for the holder of the lock.
 *
 * @returns the names of those applied
 * @throws P3005, P3009 where one has failed before, P3018 where one fails,
 * SCHEMA_ENGINE_ERR_TO_TRANSLATE where a script waits for a person
 */
export async function applyMigrations(connection: Connection, migrations: Migration[]): Promise<string[]> {
  const records = (await readRecords(connection)) ?? (await initialize(connection))
  const unfinished = records.filter(({ isFinished }) => !isFinished)
  const failed = unfinished.filter((record) => !canGoOn(record, migrations))
  if (failed.length > 0) throw new P3009(failed.map(describeFailed).join('\n'))

  const done = new Set(records.filter(({ isFinished }) => isFinished).map(({ name }) => name))
  for (const { name, script } of migrations) if (!done.has(name)) refuseMarkedPlaces(script)
  const applied: string[] = []
  for (const migration of migrations) {
    const record = records.find(({ name }) => name === migration.name)
    if (record?.isFinished) continue
    await apply(connection, migration, record)
    applied.push(migration.name)
  }
  return applied
}

/** @throws P3005: without records a database with tables is not one to begin in */
async function initialize(connection: Connection): Promise<MigrationRecord[]> {
  const tables = await selectMysqlRows(connection, "SHOW FULL TABLES WHERE Table_type = 'BASE TABLE'")
  if (tables.length > 0) throw new P3005()
  await createRecords(connection)
  return []
}

/** A script that was edited since has no steps to go on from. */
function canGoOn(record: MigrationRecord, migrations: Migration[]): boolean {
  const script = migrations.find(({ name }) => name === record.name)?.script
  return record.logs === IN_STEPS && script !== undefined && isRecordOf(record, script)
}

function describeFailed({ name, startedAt, logs }: MigrationRecord): string {
  return `The \`${name}\` migration started at ${startedAt} failed${logs && ` with the following logs:\n${logs}`}`
}

async function apply(
  connection: Connection,
  migration: Migration,
  record: MigrationRecord | undefined
): Promise<void> {
  const id = record?.id ?? (await recordStart(connection, migration, IN_STEPS))
  const statements = readSteps(migration.script)
  const first = record?.steps ?? 0
  for (const [place, { text, line }] of statements.entries()) {
    if (place < first && !isForSession(text)) continue
    try {
      // A statement that changes rows shares a transaction with its record; any other commits.
      await connection.beginTransaction()
      await connection.query(text).catch((error) => {
        // Of a killed process's statements only the one after the last record is in doubt.
        if (!record || place !== first || !isDoneBefore(error, text)) throw error
      })
      if (place >= first) await recordSteps(connection, id, place + 1)
      await connection.commit()
    } catch (error) {
      const count = Math.max(place, first)
      const done = count > 0 ? `\nThe first ${count} statements are done and stay: undo them by hand.` : ''
      const message = `line ${line}: ${describeMysqlFailure(error)} (error ${errnoOf(error)})${done}`
      await connection.rollback().catch(() => {})
      await recordFailure(connection, id, message).catch(() => {})
      throw new P3018(migration.name, message, migration.name)
    }
  }
  await recordEnd(connection, id)
}
