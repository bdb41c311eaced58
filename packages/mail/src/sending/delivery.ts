import { MAIL_ERR_UNREADABLE } from '../errors.js'

export interface Delivery {
  outcome: 'sent' | 'failed' | 'queued'
  /** What went wrong, in the mail server's words. */
  problem?: string
  /** The recipients still to be reached, if some were. */
  remaining?: string[]
  /** The time of the next attempt. */
  dueAt?: Date
  /** Whether there was no mail server to talk to. */
  unreached?: boolean
}

/** The result of an attempt that reached a recipient, given the refusals of the others. */
export function judgeReply(refusals: readonly Error[]): Delivery {
  if (refusals.length === 0) return { outcome: 'sent' }
  const problem = refusals.map(textOf).join(' / ')
  const remaining = refusals.map(({ recipient = '' }: Refusal) => recipient)
  return { outcome: refusals.every(isFinal) ? 'failed' : 'queued', problem, remaining }
}

/**
 * The result of an attempt that reached no recipient. A reply about this mail or its recipients is final
 * (RFC 5321, 4.2.1), as is an unreadable row; a connection, a certificate or a password can be mended.
 */
export function judgeError(error: unknown): Delivery {
  if (!(error instanceof Error)) return { outcome: 'queued', problem: String(error) }
  const { rejectedErrors }: Refusal = error
  const isAllFinal = rejectedErrors ? rejectedErrors.every(isFinal) : isFinal(error)
  return { outcome: isAllFinal ? 'failed' : 'queued', problem: textOf(error), unreached: isUnreached(error) }
}

interface Refusal extends Error {
  code?: string
  command?: string
  responseCode?: number
  response?: string | false
  recipient?: string
  rejectedErrors?: Error[]
}

function isUnreached({ code = '', command }: Refusal): boolean {
  return command === 'CONN' && /^(ESOCKET|EDNS|ETIMEDOUT)$/.test(code)
}

function isFinal(error: Refusal): boolean {
  if (error instanceof MAIL_ERR_UNREADABLE) return true
  const { code, command = '', responseCode, message } = error
  if (code === 'ESENDMAIL') return SENDMAIL_REFUSES.test(message)
  if (!/^(MAIL FROM|RCPT TO|DATA)$/.test(command)) return false
  // Without a reply, nodemailer found the mail to be larger than the server allows.
  if (responseCode === undefined) return code === 'EMESSAGE'
  return responseCode >= 500 && !OF_THE_CONNECTION.has(responseCode)
}

// nodemailer's words for an address that looks like an option, and for the exit codes about the mail or its recipients: EX_DATAERR,
// EX_NOUSER, EX_NOHOST (sysexits.h). All others are about the program, or EX_TEMPFAIL.
const SENDMAIL_REFUSES = /Invalid envelope addresses|exited with code (65|67|68)$/

// Authentication or TLS is required, missing or too weak (RFC 4954, 6; RFC 3207, 4): our settings are wrong.
const OF_THE_CONNECTION = new Set([530, 534, 535, 538])

function textOf({ message, response }: Refusal): string {
  // PostgreSQL stores no NUL.
  return (response || message).replace(/[\s\p{Cc}]+/gu, ' ')
}
