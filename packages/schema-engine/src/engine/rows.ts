import type { SqlDriverAdapter } from '@prisma/driver-adapter-utils'

/** The rows that a query without parameters answers with. */
export async function selectRows(adapter: SqlDriverAdapter, sql: string): Promise<unknown[][]> {
  const { rows } = await adapter.queryRaw({ sql, args: [], argTypes: [] })
  return rows
}
