import { connectionsOf, type Database } from './client.js'
import { STALE_PLAN } from './stale-plans.js'

/** What a statement is given for `$1`, `$2`, … Times go as text, in UTC: `new Date().toISOString()`. */
export type Value = string | number | boolean | null

/**
 * The rows that one statement answers with, prepared, and sent past Prisma: for what busy pages ask, where Prisma's client
 * takes two to four times the CPU (docs/performance.md). In a transaction it is a statement of Prisma's, and part of that.
 *
 * @throws what node-postgres throws
 */
export async function queryRows<Row extends object>(
  db: Database,
  text: string,
  ...values: Value[]
): Promise<Row[]> {
  const connections = await connectionsOf(db)
  if (!connections) return db.$queryRawUnsafe<Row[]>(text, ...values)
  const { pool, names } = connections
  const run = async (name: string) => (await pool.query<Row>({ name, text, values })).rows
  const name = names.nameOf(text)
  try {
    return await run(name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === STALE_PLAN)) throw error
    names.renewAfter(text, name)
    return run(names.nameOf(text))
  }
}
