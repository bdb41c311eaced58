import { type MysqlStatement, splitStatements } from './split-statements.js'

/**
 * The log of a migration that is applied statement by statement, each of which is counted. Prisma
 * shows it to people. A failure is written in its place or after it: where there is none, the
 * process was killed, and the statement after those that are counted may be done.
 */
export const IN_STEPS = 'Begun in steps, and not finished. This goes on with it: npx larder-db upgrade'

/** Whether a log is {@link IN_STEPS}, or what larder-db wrote in its place before 2026-11. */
export function isInSteps(logs: string | null): boolean {
  return logs === IN_STEPS || logs === IN_STEPS_BEFORE
}

const IN_STEPS_BEFORE = 'Begun by larder-db, which goes on with it: npx larder-db upgrade'

/** The statements of a script that are counted: each is in a transaction with its record already. */
export function readSteps(script: string): MysqlStatement[] {
  return splitStatements(script).filter(({ text }) => !BRACKET.test(text))
}

const BRACKET = /^(BEGIN|COMMIT|START\s+TRANSACTION)(\s+WORK)?$/i

/** Whether a statement is for the session, which a later process has to set up again. */
export function isForSession(statement: string): boolean {
  return /^SET\b/i.test(statement)
}
