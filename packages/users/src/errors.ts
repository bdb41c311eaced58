import { createError } from '@fastify/error'

/** For visitors. */
export const USERS_ERR_TOO_OFTEN = createError(
  'USERS_ERR_TOO_OFTEN',
  'Too many wrong passwords. Please try again in %s, or reset your password by e-mail.',
  429
)
export const USERS_ERR_TOO_MANY_MAILS = createError(
  'USERS_ERR_TOO_MANY_MAILS',
  'We have already sent several e-mails. Please look for them, also in your spam folder, or try again in an hour.',
  429
)
export const USERS_ERR_NO_LINK = createError(
  'USERS_ERR_NO_LINK',
  'This link is too old or has already been used. Please ask for a new one.',
  400
)
export const USERS_ERR_BUSY = createError(
  'USERS_ERR_BUSY',
  'Too many people are logging in right now. Please try again in a moment.',
  503
)
export const USERS_ERR_NO_SESSION = createError('USERS_ERR_NO_SESSION', 'You have no such session.', 404)

/** For whoever gives roles. */
export const USERS_ERR_UNKNOWN_USER = createError(
  'USERS_ERR_UNKNOWN_USER',
  'There is no user %s. Give the user name, or the confirmed e-mail address.'
)
export const USERS_ERR_UNKNOWN_ROLE = createError(
  'USERS_ERR_UNKNOWN_ROLE',
  'There is no role %s. Give one of %s.'
)
