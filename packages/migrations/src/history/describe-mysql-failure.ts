import { describeMysqlFailure, errnoOf } from '@larder/schema-engine'

/** What MySQL says of a failed statement, and who can allow what it forbids. */
export function describeWithAdvice(error: Error, database: string): string {
  const said = describeMysqlFailure(error)
  if (!FORBIDDEN.has(errnoOf(error) ?? 0)) return said
  return `${said}. An administrator can allow it: GRANT ALL ON \`${database}\`.* TO …`
}

const FORBIDDEN = new Set([
  1044, // ER_DBACCESS_DENIED_ERROR
  1142, // ER_TABLEACCESS_DENIED_ERROR
  1143 // ER_COLUMNACCESS_DENIED_ERROR
])
