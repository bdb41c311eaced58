import { IN_STEPS, isInSteps } from '@larder/schema-engine'
import { formatLosses } from '../data-loss/find-losses.js'
import { MIGRATIONS_ERR_DATA_LOSS, MIGRATIONS_ERR_FAILED, MIGRATIONS_ERR_HALF_DONE } from '../errors.js'
import type { MigrationConnection } from '../history/connection.js'
import type { Migration } from '../history/read-migrations.js'
import {
  type MigrationRecord,
  recordEnd,
  recordLogs,
  recordStart,
  recordSteps,
  recordUndoing,
  recordUndone,
  undoingInSteps
} from '../history/records.js'
import { readScript } from './read-script.js'
import type { ApplyOptions, Script } from './script.js'

/** The record of a migration that runs in steps. */
type Begun = Pick<MigrationRecord, 'id' | 'steps' | 'logs'>

/**
 * Applies a migration and records it, both or neither: in one transaction, which ignores the
 * script's own BEGIN and COMMIT. A script that PostgreSQL refuses in a transaction (CREATE INDEX
 * CONCURRENTLY, a new value of an enum and its use), and every script on MySQL, runs statement by
 * statement. Each is recorded, and the next attempt goes on from there.
 *
 * @throws MIGRATIONS_ERR_FAILED with nothing done; MIGRATIONS_ERR_HALF_DONE, which says what is
 * done; MIGRATIONS_ERR_DATA_LOSS
 */
export async function applyMigration(
  connection: MigrationConnection,
  migration: Migration,
  options: ApplyOptions
): Promise<void> {
  const { name } = migration
  const script = await readScript(connection, migration.script)
  const ran = await script.runInTransaction(name, options, {
    begin: () => recordStart(connection, migration),
    end: (id) => recordEnd(connection, id, 1),
    failed: (line, message) => new MIGRATIONS_ERR_FAILED(name, `line ${line} of its migration.sql`, message)
  })
  if (ran) return
  await refuseLosses([script], options, `of ${name} `)
  const id = await recordStart(connection, migration, IN_STEPS)
  await resumeMigration(connection, migration, { id, steps: 0, logs: null }, options)
}

/** Goes on with a migration that runs statement by statement. */
export async function resumeMigration(
  connection: MigrationConnection,
  { name, script: text }: Migration,
  begun: Begun,
  options: ApplyOptions
): Promise<void> {
  const script = await readScript(connection, text)
  const logs = isInSteps(begun.logs) ? IN_STEPS : begun.logs
  await runRecorded(connection, script, { ...begun, logs }, options, {
    name,
    file: 'migration.sql',
    mark: IN_STEPS,
    giveUp: () => recordUndone(connection, name)
  })
  await recordEnd(connection, begun.id, script.length)
}

/**
 * Undoes a migration by its down.sql and records that, as {@link applyMigration} does. One that was
 * undone in part is undone to its end.
 */
export async function undoMigration(
  connection: MigrationConnection,
  { name, down, record, begun }: Undoing,
  options: ApplyOptions
): Promise<void> {
  const script = await readScript(connection, down)
  const mark = undoingInSteps(down)
  if (!begun) {
    const ran = await script.runInTransaction(name, options, {
      begin: async () => name,
      end: () => recordUndone(connection, name),
      failed: (line, message) => new MIGRATIONS_ERR_FAILED(name, `line ${line} of its down.sql`, message)
    })
    if (ran) return
    await refuseLosses([script], options, `of ${name} `)
    await recordUndoing(connection, record.id, mark)
  }
  const from = begun ? record : { id: record.id, steps: 0, logs: null }
  await runRecorded(connection, script, from, options, {
    name,
    file: 'down.sql',
    mark,
    giveUp: () => recordEnd(connection, record.id, record.steps)
  })
  await recordUndone(connection, name)
}

/** A migration to be undone. */
export interface Undoing {
  readonly name: string
  readonly down: string
  readonly record: MigrationRecord
  /** Whether it is undone in part. */
  readonly begun: boolean
}

/** @throws MIGRATIONS_ERR_DATA_LOSS when data that is there now would be lost */
export async function refuseLosses(
  scripts: readonly Script[],
  { acceptDataLoss }: ApplyOptions,
  what = ''
): Promise<void> {
  if (acceptDataLoss) return
  const losses = []
  for (const script of scripts) losses.push(...(await script.findLosses()))
  if (losses.length > 0) throw new MIGRATIONS_ERR_DATA_LOSS(what, formatLosses(losses))
}

interface Way {
  readonly name: string
  readonly file: string
  /** The log while it runs. */
  readonly mark: string
  /** Changes the record where nothing of the script was done. */
  giveUp(): Promise<void>
}

async function runRecorded(
  connection: MigrationConnection,
  script: Script,
  { id, steps, logs }: Begun,
  { acceptDataLoss }: ApplyOptions,
  { name, file, mark, giveUp }: Way
): Promise<void> {
  const inDoubt = logs === mark
  // From here on no failure means that it was killed.
  if (logs !== null && !inDoubt) await recordLogs(connection, id, mark)
  await script.runInSteps(steps, {
    acceptDataLoss,
    inDoubt,
    record: (done) => recordSteps(connection, id, done),
    failed: async ({ line, message, done }) => {
      const place = `line ${line} of its ${file}`
      if (done === 0) {
        await giveUp()
        return new MIGRATIONS_ERR_FAILED(name, place, message)
      }
      await recordLogs(connection, id, `${mark}\n${message}`)
      return new MIGRATIONS_ERR_HALF_DONE(name, `${place}: ${message}`, sayDone(done, script))
    }
  })
}

function sayDone(steps: number, { length }: Script): string {
  const done = `Of its ${length} statements the first ${steps} ${steps === 1 ? 'is' : 'are'} done and will stay.`
  return `${done} Mend the cause, and run the same command again: it goes on from there.`
}
