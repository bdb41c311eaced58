import { describeServer, type MysqlUrl } from '@larder/mysql'
import type { SqlError } from 'mariadb'
import { isAboutTls } from '../database/explain-failure.js'
import { P1000, P1001, P1003, P1010, P1011 } from '../errors.js'

/**
 * Turns the error of a failed connection into Prisma's, by the numbers that MySQL and MariaDB share
 * (https://mariadb.com/kb/en/mariadb-error-codes/).
 */
export function explainMysqlConnection(error: unknown, url: MysqlUrl): Error {
  const server = describeServer(url)
  const message = describeMysqlFailure(error)
  switch (errnoOf(error)) {
    case 1049: // ER_BAD_DB_ERROR
      return new P1003(url.database, server)
    case 1045: // ER_ACCESS_DENIED_ERROR
    case 1698: // ER_ACCESS_DENIED_NO_PASSWORD_ERROR
      return new P1000(server, message)
    case 1044: // ER_DBACCESS_DENIED_ERROR
    case 1130: // ER_HOST_NOT_PRIVILEGED
    case 1142: // ER_TABLEACCESS_DENIED_ERROR
    case 1227: // ER_SPECIFIC_ACCESS_DENIED_ERROR
      return new P1010(server, message)
    case 3159: // ER_SECURE_TRANSPORT_REQUIRED
      return new P1011(server, message, TLS)
    default:
      return isAboutTls(error) ? new P1011(server, message, TLS) : new P1001(server, message)
  }
}

const TLS =
  'sslcert=FILE names the authority to trust, sslaccept=accept_invalid_certs trusts any, and without both there is no TLS'

/**
 * The server's words without the connection's number and the statement, which the driver adds. After
 * a long wait for a lock it is said what to do.
 */
export function describeMysqlFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const said =
    'sqlMessage' in error && typeof error.sqlMessage === 'string' ? error.sqlMessage : error.message
  return errnoOf(error) === LOCK_WAIT_TIMEOUT ? `${said}. ${AFTER_WAIT}` : said
}

const LOCK_WAIT_TIMEOUT = 1205
const AFTER_WAIT =
  'Another session keeps the table or its rows in a transaction: wait for its end, or end it (SHOW PROCESSLIST; KILL …)'

/** Whether it is the driver's error. Its class would load the driver, which is large. */
export function isMysqlError(error: unknown): error is SqlError {
  return error instanceof Error && error.name === 'SqlError'
}

/** The server's number of an error; the driver's own begin at 45000. */
export function errnoOf(error: unknown): number | undefined {
  return error instanceof Error && 'errno' in error && typeof error.errno === 'number'
    ? error.errno
    : undefined
}
