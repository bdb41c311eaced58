import { describeMysqlFailure, errnoOf } from '@larder/schema-engine'
import type { SqlError } from 'mariadb'

/** What MySQL says of a failed statement, and who can allow what it forbids. */
export function describeWithAdvice(error: Error, database: string): string {
  const said = describeMysqlFailure(error)
  if (!FORBIDDEN.has(errnoOf(error) ?? 0)) return said
  return `${said}. An administrator can allow it: GRANT ALL ON \`${database}\`.* TO …`
}

/** Whether it is the driver's error. Its class would load the driver, which is large. */
export function isMysqlError(error: unknown): error is SqlError {
  return error instanceof Error && error.name === 'SqlError'
}

const FORBIDDEN = new Set([
  1044, // ER_DBACCESS_DENIED_ERROR
  1142, // ER_TABLEACCESS_DENIED_ERROR
  1143 // ER_COLUMNACCESS_DENIED_ERROR
])
