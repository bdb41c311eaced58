/** What became of an attempt to send a mail. */
export interface Outcome {
  status: 'sent' | 'failed' | 'queued'
  /** What went wrong, in the mail server's words. */
  problem?: string
  /** Who has not got it, where others have. */
  remaining?: string[]
  /** When it is tried again. */
  dueAt?: Date
  /** Whether there was no mail server to talk to. */
  unreached?: boolean
}

/** What to make of an attempt that somebody got; the refusals are of those who did not. */
export function judgeAnswer(refusals: readonly Error[]): Outcome {
  if (refusals.length === 0) return { status: 'sent' }
  const problem = refusals.map(textOf).join(' / ')
  const remaining = refusals.map(({ recipient = '' }: Refusal) => recipient)
  return { status: refusals.every(isFinal) ? 'failed' : 'queued', problem, remaining }
}

/**
 * What to make of an attempt that nobody got. Only what the server says of this mail, or of its recipients, is for ever (RFC
 * 5321, 4.2.1): a connection that breaks, a certificate, a password are mended by somebody, and the mail is not to blame.
 */
export function judgeError(error: unknown): Outcome {
  if (!(error instanceof Error)) return { status: 'queued', problem: String(error) }
  const { rejectedErrors }: Refusal = error
  const isAllFinal = rejectedErrors ? rejectedErrors.every(isFinal) : isFinal(error)
  return { status: isAllFinal ? 'failed' : 'queued', problem: textOf(error), unreached: isUnreached(error) }
}

/** What nodemailer adds to its errors. */
interface Refusal extends Error {
  code?: string
  /** At which it was said: `RCPT TO`. */
  command?: string
  responseCode?: number
  /** The server's own words. */
  response?: string | false
  recipient?: string
  rejectedErrors?: Error[]
}

function isUnreached({ code = '', command }: Refusal): boolean {
  return command === 'CONN' && /^(ESOCKET|EDNS|ETIMEDOUT)$/.test(code)
}

function isFinal(error: Refusal): boolean {
  const { code, command = '', responseCode, message } = error
  if (code === 'ESENDMAIL') return SENDMAIL_REFUSES.test(message)
  if (!/^(MAIL FROM|RCPT TO|DATA)$/.test(command)) return false
  // It is larger than the server allows, which nodemailer knows before it asks.
  if (responseCode === undefined) return code === 'EMESSAGE'
  return responseCode >= 500 && !OF_THE_CONNECTION.has(responseCode)
}

// What nodemailer says of an address that the program would take for an option, and of the exit codes that speak of the mail or its
// recipients: EX_DATAERR, EX_NOUSER, EX_NOHOST (sysexits.h). All others speak of the program, or are EX_TEMPFAIL.
const SENDMAIL_REFUSES = /Invalid envelope addresses|exited with code (65|67|68)$/

// Authentication or TLS is needed, wanting or too weak (RFC 4954, 6; RFC 3207, 4): our settings are wrong.
const OF_THE_CONNECTION = new Set([530, 534, 535, 538])

function textOf({ message, response }: Refusal): string {
  // PostgreSQL keeps no zero bytes.
  return (response || message).replace(/[\s\p{Cc}]+/gu, ' ')
}
