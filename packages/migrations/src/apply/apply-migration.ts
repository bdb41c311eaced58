import { describeFailure, wantsNoTransaction } from '@larder/schema-engine'
import pg from 'pg'
import { findLosses, formatLosses, type Loss } from '../data-loss/find-losses.js'
import { MIGRATIONS_ERR_DATA_LOSS, MIGRATIONS_ERR_FAILED, MIGRATIONS_ERR_HALF_DONE } from '../errors.js'
import type { MigrationConnection } from '../history/connection.js'
import type { Migration } from '../history/read-migrations.js'
import {
  IN_STEPS,
  recordEnd,
  recordFailure,
  recordStart,
  recordSteps,
  recordUndone
} from '../history/records.js'
import { readStatements, type Statement } from '../sql/read-statements.js'
import { explainFailure } from './explain-failure.js'
import { BEGINNINGS, kindOf, lineOf, runWithoutTransaction } from './run-without-transaction.js'

export interface ApplyOptions {
  /** Also take steps that lose data. @default false */
  readonly acceptDataLoss?: boolean | undefined
}

/**
 * Applies a migration and records it, both or neither: in one transaction, which ignores the
 * script's own BEGIN and COMMIT. A script that PostgreSQL refuses in a transaction (CREATE INDEX
 * CONCURRENTLY, a new value of an enum and its use) runs statement by statement. Each is recorded,
 * and the next attempt goes on from there.
 *
 * @throws MIGRATIONS_ERR_FAILED with nothing done; MIGRATIONS_ERR_HALF_DONE, which says what is
 * done; MIGRATIONS_ERR_DATA_LOSS
 */
export async function applyMigration(
  connection: MigrationConnection,
  migration: Migration,
  options: ApplyOptions
): Promise<void> {
  const statements = await readStatements(migration.script)
  const ran = await inTransaction(connection, statements, migration.name, options, {
    begin: () => recordStart(connection, migration),
    end: (id) => recordEnd(connection, id, 1),
    failed: (line, message) =>
      new MIGRATIONS_ERR_FAILED(migration.name, `line ${line} of its migration.sql`, message)
  })
  if (ran) return
  await resumeMigration(connection, migration, await recordStart(connection, migration, IN_STEPS), 0, options)
}

/** Goes on with a migration that runs statement by statement, after the first `done` statements. */
export async function resumeMigration(
  connection: MigrationConnection,
  migration: Migration,
  id: string,
  done: number,
  { acceptDataLoss }: ApplyOptions
): Promise<void> {
  const { name, script } = migration
  const statements = await readStatements(script)
  await runWithoutTransaction(connection, statements, done, {
    acceptDataLoss,
    record: (count) => recordSteps(connection, id, count),
    failed: async ({ line, message, done }) => {
      const place = `line ${line} of its migration.sql`
      await recordFailure(connection, id, message)
      if (done === 0) {
        await recordUndone(connection, name)
        return new MIGRATIONS_ERR_FAILED(name, place, message)
      }
      const todo = 'Mend the cause, and run the same command again: it goes on from there.'
      return new MIGRATIONS_ERR_HALF_DONE(
        name,
        `${place}: ${message}`,
        `${sayDone(done, statements)} ${todo}`
      )
    }
  })
  await recordEnd(connection, id, statements.length)
}

/** Undoes a migration by its down.sql and records that, as {@link applyMigration} does. */
export async function undoMigration(
  connection: MigrationConnection,
  migration: Pick<Migration, 'name' | 'down'>,
  options: ApplyOptions
): Promise<void> {
  const { name, down = '' } = migration
  const statements = await readStatements(down)
  const ran = await inTransaction(connection, statements, name, options, {
    begin: async () => name,
    end: () => recordUndone(connection, name),
    failed: (line, message) => new MIGRATIONS_ERR_FAILED(name, `line ${line} of its down.sql`, message)
  })
  if (ran) return
  await runWithoutTransaction(connection, statements, 0, {
    acceptDataLoss: options.acceptDataLoss,
    record: async () => {},
    failed: async ({ line, message, done }) => {
      const place = `line ${line} of its down.sql`
      if (done === 0) return new MIGRATIONS_ERR_FAILED(name, place, message)
      const todo = 'Do the rest by hand, then run: larder-db stamp with the name of the migration before it.'
      return new MIGRATIONS_ERR_HALF_DONE(
        name,
        `${place}: ${message}`,
        `${sayDone(done, statements)} ${todo}`
      )
    }
  })
  await recordUndone(connection, name)
}

/** @throws MIGRATIONS_ERR_DATA_LOSS when data that is there now would be lost */
export async function refuseLosses(
  { client }: MigrationConnection,
  scripts: readonly string[],
  { acceptDataLoss }: ApplyOptions
): Promise<void> {
  if (acceptDataLoss) return
  await client.query('BEGIN')
  const losses: Loss[] = []
  for (const script of scripts) losses.push(...(await findLosses(client, await readStatements(script))))
  await client.query('ROLLBACK')
  if (losses.length > 0) throw new MIGRATIONS_ERR_DATA_LOSS('', formatLosses(losses))
}

interface Booking {
  begin(): Promise<string>
  end(id: string): Promise<void>
  failed(line: number, message: string): Error
}

/** @returns false, with nothing done, where PostgreSQL refuses these statements in a transaction */
async function inTransaction(
  connection: MigrationConnection,
  statements: readonly Statement[],
  name: string,
  { acceptDataLoss }: ApplyOptions,
  { begin, end, failed }: Booking
): Promise<boolean> {
  const { client, schema } = connection
  // An unreadable script, or a ROLLBACK, may end the transaction.
  if (statements.some(({ node }) => !node || kindOf(node) === 'TRANS_STMT_ROLLBACK')) return false
  const losses: Loss[] = []
  let current: Statement | undefined
  await client.query('BEGIN')
  try {
    const id = await begin()
    await client.query(`SET LOCAL search_path = ${schema}`)
    for (const statement of statements) {
      if (BRACKETS.has(kindOf(statement.node))) continue
      current = statement
      if (!acceptDataLoss) losses.push(...(await findLosses(client, [statement])))
      await client.query(statement.text)
    }
    if (losses.length > 0) throw new MIGRATIONS_ERR_DATA_LOSS(`of ${name} `, formatLosses(losses))
    await end(id)
    await client.query('COMMIT')
    return true
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (!(error instanceof pg.DatabaseError)) throw error
    if (wantsNoTransaction(error.code)) return false
    if (!current) throw failed(1, describeFailure(error, ''))
    throw failed(lineOf(current, error), await explainFailure(client, current, error))
  }
}

const BRACKETS = new Set<string | undefined>([...BEGINNINGS, 'TRANS_STMT_COMMIT'])

function sayDone(steps: number, statements: readonly Statement[]): string {
  return `Of its ${statements.length} statements the first ${steps} ${steps === 1 ? 'is' : 'are'} done and will stay.`
}
