import {
  type Database,
  inTransaction,
  isMysql,
  type PrismaClient,
  queryRows,
  statement
} from '@larder/database'
import { Type } from 'typebox'

/**
 * How many rows of a table the database reads while `work` goes on with the connection that it is given, those that it
 * then leaves out and, on MySQL, those of other tables among them. So a test can say that a page of a long list reads
 * that page alone. The table's statistics are made first, as a real one's are.
 */
export function countRowsRead(
  db: PrismaClient,
  table: string,
  work: (tx: Database) => Promise<unknown>
): Promise<number> {
  return inTransaction(db, async (tx) => {
    await (isMysql(tx)
      ? tx.$queryRawUnsafe(`ANALYZE TABLE ${table}`)
      : tx.$executeRawUnsafe(`ANALYZE ${table}`))
    const before = await rowsRead(tx, table)
    await work(tx)
    return (await rowsRead(tx, table)) - before
  })
}

async function rowsRead(tx: Database, table: string): Promise<number> {
  if (!isMysql(tx)) return (await queryRows(tx, READ, [table]))[0]?.count ?? 0
  const counts = await queryRows(tx, READ_ON_MYSQL, [])
  return counts.reduce((sum, { Value }) => sum + Number(Value), 0)
}

const READ = statement(
  Type.Object({ count: Type.Integer() }),
  `SELECT (seq_tup_read + idx_tup_fetch)::int AS count FROM pg_stat_xact_user_tables WHERE relname = $1`
)

const READ_ON_MYSQL = statement(Type.Object({ Variable_name: Type.String(), Value: Type.String() }), {
  mysql: `SHOW SESSION STATUS LIKE 'Handler_read%'`
})
