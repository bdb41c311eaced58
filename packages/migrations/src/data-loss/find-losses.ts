import type pg from 'pg'
import type { Statement } from '../sql/read-statements.js'
import { attempt } from './count-rows.js'
import { lostByStatement } from './lost-by-statement.js'

export interface Loss {
  /** `column "users"."gender"`, `table "carts"`. */
  readonly what: string
  /** How many rows lose data; undefined where it cannot be counted beforehand. */
  readonly rows: number | undefined
}

/**
 * Finds the data in the database now that statements would lose.
 *
 * @param client in a transaction
 */
export async function findLosses(client: pg.ClientBase, statements: readonly Statement[]): Promise<Loss[]> {
  const losses: Loss[] = []
  for (const { what, count } of statements.flatMap(lostByStatement)) {
    // A count fails where a table does not exist yet or a value does not fit the new type. That is
    // no loss: an earlier statement creates it, or this one fails.
    const rows = count && ((await attempt(client, () => count(client))) ?? 0)
    if (rows !== 0) losses.push({ what, rows })
  }
  return losses
}

/** For people, a line each. */
export function formatLosses(losses: readonly Loss[]): string {
  return losses.map(({ what, rows }) => `  ${what}: ${rows ?? 'an unknown number of'} rows`).join('\n')
}
