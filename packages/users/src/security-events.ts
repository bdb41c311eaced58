import type { FastifyRequest } from 'fastify'

/**
 * Logs a security event (OWASP ASVS 5, V16.3), without what the visitor typed: it may be a password in the wrong field.
 *
 * @param userId the account that it is about, if there is one
 */
export function logEvent(request: FastifyRequest, event: SecurityEvent, userId?: number): void {
  request.log.info({ event, userId, ip: request.ip }, EVENTS[event])
}

export type SecurityEvent = keyof typeof EVENTS

const EVENTS = {
  registered: 'A user registered.',
  login: 'A user logged in.',
  login_failed: 'A log-in failed: wrong name or password.',
  login_limited: 'A log-in was refused after too many wrong passwords.',
  logout: 'A user logged out.',
  password_refused: 'A change was refused: wrong current password.',
  password_limited: 'A change was refused after too many wrong passwords.',
  password_changed: 'A password was changed.',
  reset_asked: 'A password reset was requested.',
  password_reset: 'A password was reset by mail.',
  email_change_asked: 'A change of e-mail address was requested.',
  email_confirmed: 'An e-mail address was confirmed.',
  link_refused: 'A mail link was refused: unknown, used or too old.',
  second_factor_set_up: 'A second factor was set up.',
  second_factor_removed: 'A second factor was removed.',
  second_factor_given: 'A user gave the second factor.',
  second_factor_refused: 'A second factor was refused: wrong code.',
  second_factor_limited: 'A second factor was refused after too many wrong codes.',
  recovery_codes_made: 'New recovery codes were made.',
  recovery_code_used: 'A user gave a recovery code as the second factor.',
  data_exported: 'A user downloaded what the shop keeps of them.',
  account_deleted: 'A user deleted their account.',
  sessions_ended: 'A user ended sessions.'
}
