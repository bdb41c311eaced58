import type pg from 'pg'
import type { Statement } from '../sql/read-statements.js'
import { attempt } from './count-rows.js'
import { lostByStatement } from './lost-by-statement.js'

/** Data that a statement would lose. */
export interface Loss {
  /** `column "users"."gender"`, `table "carts"`. */
  readonly what: string
  /** How many rows have something there; undefined where that cannot be told beforehand. */
  readonly rows: number | undefined
}

/**
 * What statements would lose of what is in the database now. What they do not find there, they lose nothing of.
 *
 * @param client in a transaction
 */
export async function findLosses(client: pg.ClientBase, statements: readonly Statement[]): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const { what, count } of statements.flatMap(lostByStatement)) {
    // What cannot be counted, because a table is not there yet or a value does not fit the new type, is no loss: it will be
    // made before, or the statement will fail.
    const rows = count && ((await attempt(client, () => count(client))) ?? 0)
    if (rows !== 0) losses.push({ what, rows })
  }
  return losses
}

/** For people, a line each. */
export function formatLosses(losses: readonly Loss[]): string {
  return losses.map(({ what, rows }) => `  ${what}: ${rows ?? 'an unknown number of'} rows`).join('\n')
}
