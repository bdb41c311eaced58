import pg from 'pg'
import type { MigrationConnection } from './connection.js'
import { DataLossError, HalfDoneError, MigrationFailedError } from './errors.js'
import type { Migration } from './folder.js'
import { findLosses, formatLosses, type Loss } from './losses.js'
import { recordEnd, recordFailure, recordStart, recordSteps, recordUndone } from './records.js'
import { readStatements, type Statement } from './statements.js'

export interface ApplyOptions {
  /** Also take steps that lose data. @default false */
  readonly acceptDataLoss?: boolean | undefined
}

/**
 * Applies a migration and records it, both or neither: in a transaction, in which the script's own BEGIN and COMMIT have
 * no place. A script that PostgreSQL does not let run in one (CREATE INDEX CONCURRENTLY, a new value of an enum and its
 * use) runs statement by statement, and what is done of it is recorded, so that the next attempt goes on from there.
 *
 * @throws MigrationFailedError with nothing done; HalfDoneError that says what is; DataLossError
 */
export async function applyMigration(
  connection: MigrationConnection,
  migration: Migration,
  options: ApplyOptions
): Promise<void> {
  const statements = await readStatements(migration.script)
  const ran = await inTransaction(connection, statements, options, {
    begin: () => recordStart(connection, migration),
    end: (id) => recordEnd(connection, id, 1),
    failed: ({ line, message }) =>
      new MigrationFailedError(migration.name, `line ${line} of its migration.sql`, message)
  })
  if (!ran) await resumeMigration(connection, migration, await recordStart(connection, migration), 0)
}

/** Goes on with a migration that runs statement by statement, after the first `done` of them. */
export async function resumeMigration(
  connection: MigrationConnection,
  migration: Migration,
  id: string,
  done: number
): Promise<void> {
  const statements = await readStatements(migration.script)
  await stepByStep(connection, statements.slice(done), {
    done: (count) => recordSteps(connection, id, done + count),
    failed: async ({ line, message }) => {
      const steps = await recordFailure(connection, id, message)
      const todo = 'Mend the data, and run the same command again: it goes on from there.'
      return new HalfDoneError(
        migration.name,
        `line ${line} of its migration.sql: ${message}`,
        `${sayDone(steps, statements)}. ${todo}`
      )
    }
  })
  await recordEnd(connection, id, statements.length)
}

/** Undoes a migration by its down.sql and records that, in the same ways as {@link applyMigration}. */
export async function undoMigration(
  connection: MigrationConnection,
  migration: Pick<Migration, 'name' | 'down'>,
  options: ApplyOptions
): Promise<void> {
  const { name, down = '' } = migration
  const statements = await readStatements(down)
  const ran = await inTransaction(connection, statements, options, {
    begin: async () => name,
    end: () => recordUndone(connection, name),
    failed: ({ line, message }) => new MigrationFailedError(name, `line ${line} of its down.sql`, message)
  })
  if (ran) return
  let steps = 0
  await stepByStep(connection, statements, {
    done: async (count) => {
      steps = count
    },
    failed: async ({ line, message }) => {
      const todo = `Do the rest by hand, then run: larder-db stamp with the name of the migration before it.`
      return new HalfDoneError(
        name,
        `line ${line} of its down.sql: ${message}`,
        `${sayDone(steps, statements)}. ${todo}`
      )
    }
  })
  await recordUndone(connection, name)
}

/** @throws DataLossError when something would be lost that is there now */
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
  if (losses.length > 0) throw new DataLossError(formatLosses(losses))
}

interface Failure {
  line: number
  message: string
}

interface Booking {
  begin(): Promise<string>
  end(id: string): Promise<void>
  failed(failure: Failure): Error
}

/** @returns false, with nothing done, where PostgreSQL does not let these statements run in a transaction */
async function inTransaction(
  connection: MigrationConnection,
  statements: readonly Statement[],
  { acceptDataLoss }: ApplyOptions,
  { begin, end, failed }: Booking
): Promise<boolean> {
  const { client, schema } = connection
  // What cannot be read may end the transaction, and so does a ROLLBACK.
  if (statements.some(({ node }) => !node || kindOf(node) === 'TRANS_STMT_ROLLBACK')) return false
  const losses: Loss[] = []
  let line = 0
  await client.query('BEGIN')
  try {
    const id = await begin()
    await client.query(`SET LOCAL search_path = ${schema}`)
    for (const statement of statements) {
      if (BRACKETS.has(kindOf(statement.node))) continue
      line = statement.line
      if (!acceptDataLoss) losses.push(...(await findLosses(client, [statement])))
      await client.query(statement.text)
    }
    if (losses.length > 0) throw new DataLossError(formatLosses(losses))
    await end(id)
    await client.query('COMMIT')
    return true
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (!(error instanceof pg.DatabaseError)) throw error
    if (NOT_IN_A_TRANSACTION.has(error.code ?? '')) return false
    throw failed({ line, message: error.message })
  }
}

interface Steps {
  done(count: number): Promise<void>
  failed(failure: Failure): Promise<Error>
}

async function stepByStep(
  { client, schema }: MigrationConnection,
  statements: readonly Statement[],
  { done, failed }: Steps
): Promise<void> {
  await client.query(`SET search_path = ${schema}`)
  for (const [index, statement] of statements.entries()) {
    try {
      await dropInvalidIndex(client, statement)
      await client.query(statement.text)
      await done(index + 1)
    } catch (error) {
      if (!(error instanceof pg.DatabaseError)) throw error
      // Of a transaction that the script itself has begun.
      await client.query('ROLLBACK').catch(() => {})
      throw await failed({ line: statement.line, message: error.message })
    }
  }
}

/** What an interrupted CREATE INDEX CONCURRENTLY leaves behind is in the way of the next attempt. */
async function dropInvalidIndex(client: pg.ClientBase, { node }: Statement): Promise<void> {
  if (!node || !('IndexStmt' in node)) return
  const { concurrent, idxname } = node.IndexStmt
  if (!concurrent || !idxname) return
  const name = pg.escapeIdentifier(idxname)
  const { rows } = await client.query(
    'SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND NOT indisvalid',
    [name]
  )
  if (rows.length > 0) await client.query(`DROP INDEX CONCURRENTLY ${name}`)
}

function kindOf(node: Statement['node']): string | undefined {
  return node && 'TransactionStmt' in node ? node.TransactionStmt.kind : undefined
}

const BRACKETS = new Set<string | undefined>(['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT'])

const NOT_IN_A_TRANSACTION = new Set([
  '25001', // active_sql_transaction: this statement cannot run in one
  '2D000', // invalid_transaction_termination: a procedure that commits
  '55P04' // unsafe_new_enum_value_usage
])

function sayDone(steps: number, statements: readonly Statement[]): string {
  if (steps === 0) return `None of its ${statements.length} statements is done`
  return `Of its ${statements.length} statements the first ${steps} ${steps === 1 ? 'is' : 'are'} done and will stay`
}
