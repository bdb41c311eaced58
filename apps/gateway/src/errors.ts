import { createError } from '@fastify/error'

export const GATEWAY_ERR_DATABASE = createError(
  'GATEWAY_ERR_DATABASE',
  'The database %s cannot be used (%s). Check DATABASE_URL, or unset it to use the embedded PostgreSQL.'
)
export const GATEWAY_ERR_NO_DATABASE = createError(
  'GATEWAY_ERR_NO_DATABASE',
  'There is no database %s. Run "npx larder-db upgrade", which makes it, or start with --migrate.'
)
export const GATEWAY_ERR_MIGRATIONS_PENDING = createError(
  'GATEWAY_ERR_MIGRATIONS_PENDING',
  'The database %s lacks %s. Run "npx larder-db upgrade", or start with --migrate.'
)
export const GATEWAY_ERR_BUSY = createError('GATEWAY_ERR_BUSY', 'The worker has more to do than it can.', 503)
/** For visitors. */
export const GATEWAY_ERR_TOO_OFTEN = createError(
  'GATEWAY_ERR_TOO_OFTEN',
  'That was too often. Please try again in %s.',
  429
)
export const GATEWAY_ERR_HOST = createError(
  'GATEWAY_ERR_HOST',
  'This request has more than one Host header, or one that names no host.',
  400
)
export const GATEWAY_ERR_URL = createError('GATEWAY_ERR_URL', 'This address cannot be read.', 400)
export const GATEWAY_ERR_URL_TOO_LONG = createError(
  'GATEWAY_ERR_URL_TOO_LONG',
  'This address is too long.',
  414
)

export const GATEWAY_ERR_PREPARE = createError(
  'GATEWAY_ERR_PREPARE',
  'The process that prepares the database ended before it was ready (%s).'
)
