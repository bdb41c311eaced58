import type { DatabaseUrl } from './database-url.js'
import {
  AccessDeniedError,
  NoDatabaseError,
  TlsError,
  UnreachableError,
  WrongPasswordError
} from './errors.js'

/** Makes the error of a failed connection one of Prisma's, by the codes of PostgreSQL's appendix A. */
export function explainConnection(error: unknown, { database, server }: DatabaseUrl): Error {
  const { code, message } = readError(error)
  switch (code) {
    case '3D000':
      return new NoDatabaseError(database, server)
    case '28P01':
      return new WrongPasswordError(server, message)
    case '28000':
    case '42501':
      return new AccessDeniedError(server, message)
    default:
      return new (isAboutTls(error) ? TlsError : UnreachableError)(server, message || code)
  }
}

/** Node's codes of certificates and TLS, a certificate's file that cannot be read, and pg's words. */
function isAboutTls(error: unknown): boolean {
  const { code, message } = readError(error)
  const unread = error instanceof Error && 'syscall' in error && error.syscall === 'open'
  return unread || TLS_CODES.test(code) || message.includes('SSL')
}

const TLS_CODES = /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|HOSTNAME_MISMATCH)/

/** A code (empty where there is none) and a message of whatever was thrown. */
export function readError(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: '', message: String(error) }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return { code, message: error.message }
}
