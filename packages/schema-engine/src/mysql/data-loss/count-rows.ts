import type { Connection } from 'mariadb'
import { selectMysqlRows } from '../databases.js'
import { errnoOf } from '../explain-failure.js'

/**
 * The number that a query counts. It is 0 where a table or column is not there: an earlier statement
 * makes it, or this one fails.
 */
export async function countRows(client: Connection, sql: string): Promise<number> {
  try {
    const [[count] = []] = await selectMysqlRows(client, sql)
    return Number(count)
  } catch (error) {
    if (!NOT_THERE.has(errnoOf(error) ?? 0)) throw error
    return 0
  }
}

const NOT_THERE = new Set([
  1049, // no such database
  1054, // no such column
  1109, // no such table, in another statement
  1146, // no such table
  4092 // a view: its rows are of other tables
])
