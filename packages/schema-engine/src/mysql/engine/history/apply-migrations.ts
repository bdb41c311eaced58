import type { Connection } from 'mariadb'
import { P3005, P3009, P3018 } from '../../../errors.js'
import { isScriptOf } from '../../../migrations/checksum.js'
import { findUnfilledColumns } from '../../data-loss/find-unfilled-columns.js'
import { selectMysqlRows } from '../../databases.js'
import { describeMysqlFailure, errnoOf } from '../../explain-failure.js'
import { IN_STEPS, isInSteps, readSteps } from '../../read-steps.js'
import { runSteps, type StepFailure } from '../../run-steps.js'
import { refuseMarkedPlaces } from '../../translate/twin.js'
import type { Migration } from '../read-params.js'
import {
  createRecords,
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
  return isInSteps(record.logs) && script !== undefined && isScriptOf(record.checksum, script)
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
  await runSteps(connection, readSteps(migration.script), record?.steps ?? 0, {
    inDoubt: record !== undefined,
    before: ({ text }) => findUnfilledColumns(connection, text),
    record: (done) => recordSteps(connection, id, done),
    failed: async ({ statement: { line }, reason, done }) => {
      const message = `line ${line}: ${describe(reason)}`
      // With some of it done, larder-db goes on with it. Otherwise a person resolves it, as with Prisma.
      await recordFailure(connection, id, done > 0 ? `${IN_STEPS}\n${message}` : message)
      return new P3018(migration.name, `${message}${sayDone(done)}`, migration.name)
    }
  })
  await recordEnd(connection, id)
}

function describe(reason: StepFailure['reason']): string {
  if (typeof reason === 'string') return reason
  return `${describeMysqlFailure(reason)} (error ${errnoOf(reason)})`
}

function sayDone(count: number): string {
  if (count === 0) return ''
  return `\nThe first ${count} statements are done and stay. Mend the cause, and go on: npx larder-db upgrade. Or undo them by hand.`
}
