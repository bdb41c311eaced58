import type { Connection, SqlError } from 'mariadb'
import { isMysqlError } from './explain-failure.js'
import { isDoneBefore, saysNothing } from './is-done-before.js'
import { isForSession } from './read-steps.js'
import type { MysqlStatement } from './split-statements.js'

/** What the statements of a script need to run, and to be counted. */
export interface StepRun {
  /** Whether the first statement to run may be done already, by a process that was killed. */
  readonly inDoubt: boolean
  /** Says why a statement must not run now; undefined where it may. */
  before(statement: MysqlStatement): Promise<string | undefined>
  /** Records how many statements are done. */
  record(done: number): Promise<void>
  /** Makes the error for a statement that failed, or must not run. Nothing runs after it. */
  failed(failure: StepFailure): Promise<Error>
}

export interface StepFailure {
  readonly statement: MysqlStatement
  /** The server's error, or why the statement must not run. */
  readonly reason: SqlError | string
  /** How many statements are done and stay so. */
  readonly done: number
}

/**
 * Runs the statements of a script after the first `done`. One that changes rows shares a
 * transaction with its record. MySQL commits one that changes a table, and its record follows.
 *
 * @throws the error of `failed`; the server's own where a statement may be done and not recorded,
 * which the next run finds out
 */
export async function runSteps(
  connection: Connection,
  statements: readonly MysqlStatement[],
  done: number,
  { inDoubt, before, record, failed }: StepRun
): Promise<void> {
  const refuse = async (statement: MysqlStatement, count: number) => {
    const reason = await before(statement)
    if (reason) throw await failed({ statement, reason, done: count })
  }
  // Before the first change, and once more before each: earlier statements may rename or fill. While
  // one is in doubt, a later one is not refused: the record would say that nothing is in doubt.
  for (const statement of statements.slice(done, inDoubt ? done + 1 : undefined))
    await refuse(statement, done)
  for (const [index, statement] of statements.entries()) {
    const { text } = statement
    const isDone = index < done
    if (isDone && !isForSession(text)) continue
    if (index > done) await refuse(statement, index)
    const mayBeDone = inDoubt && index === done
    await connection.query('START TRANSACTION')
    try {
      await connection.query(text)
    } catch (error) {
      if (!mayBeDone || !isDoneBefore(error, text)) {
        if (!isMysqlError(error) || error.fatal) throw error
        await connection.query('ROLLBACK')
        if (inDoubt && (isDone || (mayBeDone && saysNothing(error)))) throw error
        throw await failed({ statement, reason: error, done: Math.max(index, done) })
      }
    }
    // An error from here on leaves the statement in doubt: it may be done.
    if (!isDone) await record(index + 1)
    await connection.query('COMMIT')
  }
}
