/**
 * The name of the constraint that refused a statement (`users_name_key_key`), from the error of
 * Prisma or of a driver; undefined for any other failure.
 */
export function violatedConstraint(error: unknown): string | undefined {
  const mysql = violatedOnMysql(error)
  if (mysql) return mysql
  // PostgreSQL's class 23, integrity constraint violation.
  const own = read(error, 'constraint')
  if (typeof own === 'string' && /^23/.test(String(read(error, 'code')))) return own
  const cause = read(read(read(error, 'meta'), 'driverAdapterError'), 'cause')
  const index = read(read(cause, 'constraint'), 'index')
  return typeof index === 'string' ? index : undefined
}

function read(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

/** MySQL and MariaDB name it in their message only: the driver's, or what Prisma kept of it. */
function violatedOnMysql(error: unknown): string | undefined {
  const cause = read(read(read(error, 'meta'), 'driverAdapterError'), 'cause')
  const number = Number(read(error, 'errno') ?? read(cause, 'originalCode'))
  const pattern = CONSTRAINT_NAMES.get(number)
  const message = read(error, 'sqlMessage') ?? read(cause, 'originalMessage')
  return pattern?.exec(String(message))?.[1]
}

/** Where the name stands, by the number of the error. */
const CONSTRAINT_NAMES = new Map([
  // ER_DUP_ENTRY: … for key 'users.users_name_key_key', on MariaDB without the table.
  [1062, /for key '(?:[^']*\.)?([^'.]+)'$/],
  // ER_ROW_IS_REFERENCED_2, ER_NO_REFERENCED_ROW_2
  [1451, /CONSTRAINT `([^`]+)`/],
  [1452, /CONSTRAINT `([^`]+)`/],
  // ER_CHECK_CONSTRAINT_VIOLATED
  [3819, /^Check constraint '([^']+)'/],
  // MariaDB's ER_CONSTRAINT_FAILED. That of a column has its table before it.
  [4025, /^CONSTRAINT `(?:[^`]*\.)?([^`.]+)`/]
])
