/**
 * Whether an error says that the database cannot work for now: it cannot be reached, is too busy,
 * takes no writes or has no room. Trying again later makes sense.
 */
export function isDatabaseAway(error: unknown): boolean {
  return causesOf(error).some(
    ({ code, originalCode, kind, errno, message }) =>
      [code, originalCode, kind].some((name) => AWAY.test(`${name}`)) ||
      [originalCode, errno].some((number) => MYSQL_AWAY.has(Number(number))) ||
      AWAY_MESSAGE.test(`${message}`)
  )
}

/**
 * PostgreSQL's code of an error (its appendix A), also where Prisma wraps it; undefined for others.
 */
export function postgresCodeOf(error: unknown): string | undefined {
  const codes = causesOf(error).flatMap(({ originalCode, code }) => [originalCode, code])
  return codes.find((code): code is string => typeof code === 'string' && SQLSTATE.test(code))
}

/** MySQL's or MariaDB's number of an error, also where Prisma or the driver's pool wraps it; undefined for others. */
export function mysqlNumberOf(error: unknown): number | undefined {
  const numbers = causesOf(error).flatMap(({ errno, originalCode }) => [Number(errno), Number(originalCode)])
  // The driver's own are above.
  return numbers.find((number) => number >= 1_000 && number < 45_000)
}

// By the classes of the appendix: Prisma's P2010 and a socket's EPIPE have five characters, too.
const SQLSTATE = /^(\d[\dA-Z]|F0|HV|P0|XX)[\dA-Z]{3}$/

type Fields = Partial<Record<string, unknown>>

/** An error and its causes. Prisma keeps the driver's error of a raw query in `meta`. */
function causesOf(error: unknown): Fields[] {
  if (!isObject(error)) return []
  const { cause, meta } = error
  const inner = isObject(meta) ? meta.driverAdapterError : undefined
  return [error, ...causesOf(cause), ...causesOf(inner)]
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null
}

// Prisma: cannot reach, timed out, closed, pool exhausted. PostgreSQL: classes 08, 53 and 57P, and
// read_only_sql_transaction. Node: the socket's. Prisma's adapter: its own kinds.
const AWAY =
  /^(P1001|P1002|P1008|P1017|P2024|P2037|08...|25006|53...|57P0.|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|DatabaseNotReachable|ConnectionClosed|SocketTimeout|TooManyConnections)$/
// MySQL's and MariaDB's numbers of errors, and the driver's above 45000.
const MYSQL_AWAY = new Set([
  1021, 1037, 1038, 1040, 1041, 1053, 1077, 1079, 1080, 1114, 1135, 1152, 1158, 1159, 1160, 1161, 1184, 1203,
  1226, 1290, 1792, 1836, 1927, 2002, 2003, 2006, 2013, 3168, 3169, 4031, 45001, 45004, 45009, 45012, 45013,
  45019, 45026, 45028, 45035, 45037, 45042, 45060, 45061
])
// node-postgres and Prisma give these no code, or a shared one (ENOENT is also any missing file).
const AWAY_MESSAGE =
  /connect ENOENT|Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|Unable to start a transaction in the given time|expired transaction/
