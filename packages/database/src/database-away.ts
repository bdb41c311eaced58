/**
 * Whether an error says that the database cannot work for now: it cannot be reached, is too busy,
 * takes no writes or has no room. Trying again later makes sense.
 */
export function isDatabaseAway(error: unknown): boolean {
  return causesOf(error).some(
    ({ code, originalCode, kind, message }) =>
      [code, originalCode, kind].some((name) => AWAY.test(`${name}`)) || AWAY_MESSAGE.test(`${message}`)
  )
}

/**
 * PostgreSQL's code of an error (its appendix A), also where Prisma wraps it; undefined for others.
 */
export function postgresCodeOf(error: unknown): string | undefined {
  const codes = causesOf(error).flatMap(({ originalCode, code }) => [originalCode, code])
  return codes.find((code): code is string => typeof code === 'string' && SQLSTATE.test(code))
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
// node-postgres and Prisma give these no code, or a shared one (ENOENT is also any missing file).
const AWAY_MESSAGE =
  /connect ENOENT|Query read timeout|timeout exceeded when trying to connect|Connection terminated|not queryable|Unable to start a transaction in the given time|expired transaction/
