import type { Connection } from 'mariadb'
import { P3005, P3009, P3018 } from '../../errors.js'
import { selectMysqlRows } from '../databases.js'
import { describeMysqlFailure, errnoOf } from '../explain-failure.js'
import { splitStatements } from '../split-statements.js'
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
 * @throws P3005, P3009 where one has failed before, P3018 where one fails
 */
export async function applyMigrations(connection: Connection, migrations: Migration[]): Promise<string[]> {
  const records = (await readRecords(connection)) ?? (await initialize(connection))
  const unfinished = records.filter(({ isFinished }) => !isFinished)
  const failed = unfinished.filter((record) => !canGoOn(record, migrations))
  if (failed.length > 0) throw new P3009(failed.map(describeFailed).join('\n'))

  const applied: string[] = []
  for (const migration of migrations) {
    const record = records.find(({ name }) => name === migration.name)
    if (record?.isFinished) continue
    await apply(connection, migration, record)
    applied.push(migration.name)
  }
  return applied
}

/** The log of a migration while it is being applied. Prisma shows it to people. */
export const BEGUN_IN_STEPS = 'Begun. Each statement that is done is counted; the next deploy goes on.'

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
  return record.logs === BEGUN_IN_STEPS && script !== undefined && isRecordOf(record, script)
}

function describeFailed({ name, startedAt, logs }: MigrationRecord): string {
  return `The \`${name}\` migration started at ${startedAt} failed${logs && ` with the following logs:\n${logs}`}`
}

async function apply(
  connection: Connection,
  migration: Migration,
  record: MigrationRecord | undefined
): Promise<void> {
  const id = record?.id ?? (await recordStart(connection, migration, BEGUN_IN_STEPS))
  const statements = splitStatements(migration.script)
  const first = record?.steps ?? 0
  for (const [place, { text, line }] of statements.entries()) {
    if (place < first) continue
    try {
      // A statement that changes rows shares a transaction with its record; any other commits.
      await connection.beginTransaction()
      await connection
        .query(text)
        .catch((error) => acceptDone(error, record !== undefined && place === first))
      await recordSteps(connection, id, place + 1)
      await connection.commit()
    } catch (error) {
      const done =
        place > 0 ? `\nThe ${place} statements before it are done and stay: undo them by hand.` : ''
      const message = `line ${line}: ${describeMysqlFailure(error)} (error ${errnoOf(error)})${done}`
      await connection.rollback().catch(() => {})
      await recordFailure(connection, id, message).catch(() => {})
      throw new P3018(migration.name, message, migration.name)
    }
  }
  await recordEnd(connection, id)
}

/**
 * Of a killed process's statements only the one after the last record is in doubt: it may be done.
 * A server does one change of a table wholly or not at all.
 */
function acceptDone(error: unknown, isInDoubt: boolean): void {
  if (!isInDoubt || !DONE_ALREADY.has(errnoOf(error))) throw error
}

/** What a server says where a table, column, index, … is there already, or gone. */
const DONE_ALREADY = new Set<number | undefined>([1050, 1051, 1060, 1061, 1068, 1091, 1826, 3822])
