import { createError } from '@fastify/error'

export const SESSION_ERR_FOREIGN_ORIGIN = createError(
  'SESSION_ERR_FOREIGN_ORIGIN',
  'This request came from another site and was refused. Please send the form from our own page.',
  403
)
export const SESSION_ERR_NO_USER = createError('SESSION_ERR_NO_USER', 'Please log in first.', 401)
export const SESSION_ERR_FORBIDDEN = createError(
  'SESSION_ERR_FORBIDDEN',
  'Your account may not do this.',
  403
)
export const SESSION_ERR_SECOND_FACTOR = createError(
  'SESSION_ERR_SECOND_FACTOR',
  'Please enter the code of your authenticator app first.',
  403
)
export const SESSION_ERR_GUARD_CALLED = createError(
  'SESSION_ERR_GUARD_CALLED',
  'A guard was called without its callback `done`, and could keep nobody out. Register it as a hook, or make your own one by `guardBy`, of what `loginFirst` says.',
  500
)
