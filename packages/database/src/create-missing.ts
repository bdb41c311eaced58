import { type Database, isMysql } from './client.js'
import { isKnownRequestError } from './driver-errors/known-request-error.js'

/** A model of the client, by what is asked of it. */
interface Table<Row> {
  createMany(args: { data: Row[]; skipDuplicates?: boolean }): PromiseLike<{ count: number }>
}

/**
 * Writes the rows whose keys nobody has yet. It waits for a transaction that is writing one of them.
 *
 * @param table a model of `db`: `createMissing(tx, tx.task, rows)`
 * @returns how many it wrote
 */
export async function createMissing<Row>(
  db: Database,
  table: Table<Row>,
  rows: readonly Row[]
): Promise<number> {
  if (!isMysql(db)) return (await table.createMany({ data: [...rows], skipDuplicates: true })).count
  // IGNORE would also skip what a foreign key refuses, and cut what is too long. An error does not
  // end a transaction there.
  let written = 0
  for (const row of rows) {
    try {
      written += (await table.createMany({ data: [row] })).count
    } catch (error) {
      if (!isKnownRequestError(error, 'P2002')) throw error
    }
  }
  return written
}
