import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'

/** The names of the CHECKs of some tables, sorted: for a test that has a case for each. */
export async function listChecks(db: Database, tables: readonly string[]): Promise<string[]> {
  const checks = await queryRows(db, FIND_CHECKS)
  return checks.flatMap(({ name, tableName }) => (tables.includes(tableName) ? [name] : [])).sort()
}

const CHECKS = `SELECT constraint_name AS name, table_name AS "tableName" FROM information_schema.table_constraints
  WHERE constraint_type = 'CHECK'`

const FIND_CHECKS = statement(Type.Object({ name: Type.String(), tableName: Type.String() }), {
  // It has the NOT NULLs among them.
  postgresql: `${CHECKS} AND table_schema = current_schema() AND constraint_name NOT LIKE '%not_null'`,
  mysql: `${CHECKS} AND table_schema = DATABASE()`
})
