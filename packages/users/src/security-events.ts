import type { FastifyRequest } from 'fastify'

/**
 * Writes a security event to the log (OWASP ASVS 5, V16.3). What a visitor typed is not in it: it may be a password in the
 * wrong field. `userId` is whose account it is about, where there is one.
 */
export function logEvent(request: FastifyRequest, event: SecurityEvent, userId?: number): void {
  request.log.info({ event, userId, ip: request.ip }, EVENTS[event])
}

export type SecurityEvent = keyof typeof EVENTS

const EVENTS = {
  registered: 'Somebody registered.',
  login: 'Somebody logged in.',
  login_failed: 'A log-in with a wrong name or password.',
  login_limited: 'A log-in was refused after too many wrong passwords.',
  logout: 'Somebody logged out.',
  password_refused: 'A wrong password where the present one was asked for.',
  password_limited: 'A password was not looked at after too many wrong ones.',
  password_changed: 'A password was changed.',
  reset_asked: 'A reset of a password was asked for.',
  password_reset: 'A password was reset by mail.',
  email_change_asked: 'A change of an e-mail address was asked for.',
  email_confirmed: 'An e-mail address was confirmed.',
  link_refused: 'A link of a mail that is unknown, used or too old.',
  sessions_ended: 'Sessions were ended from another.'
}
