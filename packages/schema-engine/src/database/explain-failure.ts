import type { DatabaseError } from 'pg'
import { P1000, P1001, P1003, P1010, P1011 } from '../errors.js'
import type { DatabaseUrl } from './database-url.js'

/**
 * Turns the error of a failed connection into Prisma's, by the codes of PostgreSQL's appendix A.
 */
export function explainConnection(error: unknown, { database, server }: DatabaseUrl): Error {
  const { code, message } = readError(error)
  switch (code) {
    case '3D000':
      return new P1003(database, server)
    case '28P01':
      return new P1000(server, message)
    case '28000':
    case '42501':
      return new P1010(server, message)
    default:
      return isAboutTls(error) ? new P1011(server, message, TLS) : new P1001(server, message || code)
  }
}

const TLS =
  'sslrootcert=FILE names the certificate to trust, sslmode=no-verify trusts any, sslmode=disable does without'

/** The fields of PostgreSQL's error that explain a failure. */
type Failure = Pick<DatabaseError, 'message' | 'code' | 'detail' | 'hint' | 'position'>

/**
 * All that PostgreSQL says of a failed statement, in one line: its message, the detail (which rows
 * are in the way) and the hint; our own advice where there is no hint.
 *
 * @param sql the text that was sent
 */
export function describeFailure(failure: Failure, sql: string): string {
  const { message, detail, hint } = failure
  return [message, detail, hint ?? adviceFor(failure, sql)]
    .flatMap((sentence) => (sentence ? sentence.replace(/\.?\s*$/, '') : []))
    .join('. ')
}

function adviceFor({ code, message, position }: Failure, sql: string): string | undefined {
  // The server's language decides on quotation marks, but the last word is the schema's name.
  const [, schema] = / schema (\S+)$/.exec(message) ?? []
  if (code === '42501' && schema) return `Its owner can allow it: GRANT CREATE ON SCHEMA ${schema} TO …`
  if (code === '42601' && sql[Number(position) - 1] === '\\') return PSQL
  return undefined
}

const PSQL =
  'What begins with a backslash is for psql alone, like \\restrict and \\unrestrict of pg_dump: delete these lines'

/** Node's codes of certificates and TLS, an unreadable certificate file, and the drivers' messages. */
export function isAboutTls(error: unknown): boolean {
  const { code, message } = readError(error)
  const unread = error instanceof Error && 'syscall' in error && error.syscall === 'open'
  return unread || TLS_CODES.test(code) || /\bssl\b/i.test(message)
}

const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH)/

/** The code (empty where there is none) and message of anything thrown. */
export function readError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message }
}
