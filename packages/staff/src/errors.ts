import { createError } from '@fastify/error'

export const STAFF_ERR_NO_PERMISSION = createError(
  'STAFF_ERR_NO_PERMISSION',
  "The route %s %s is below the staff's pages and says no permission. Give it `config: { permission: 'goods.edit' }`."
)
export const STAFF_ERR_UNKNOWN_PERMISSION = createError(
  'STAFF_ERR_UNKNOWN_PERMISSION',
  "The permission '%s' of %s is not declared. Add `app.staff.permit('%s', { about: … })`."
)
export const STAFF_ERR_PERMISSION_TAKEN = createError(
  'STAFF_ERR_PERMISSION_TAKEN',
  "The permission '%s' is declared twice."
)
export const STAFF_ERR_TOKEN = createError(
  'STAFF_ERR_TOKEN',
  'This token is unknown, expired or revoked. Make a new one on the page «Tokens».',
  401
)
export const STAFF_ERR_NO_TOKEN = createError('STAFF_ERR_NO_TOKEN', 'There is no such token.', 404)
export const STAFF_ERR_BULK = createError(
  'STAFF_ERR_BULK',
  'A bulk change has at most %s rows. Choose fewer by the filter.',
  413
)
export const STAFF_ERR_UPLOAD = createError(
  'STAFF_ERR_UPLOAD',
  'The file is too large. Send one of at most %s MB.',
  413
)
export const STAFF_ERR_NO_IMPORT = createError(
  'STAFF_ERR_NO_IMPORT',
  'There is no such import. After three days they are deleted.',
  404
)
export const STAFF_ERR_IMPORT_OVER = createError(
  'STAFF_ERR_IMPORT_OVER',
  'This import is not waiting to be applied. Read how it stands.',
  409
)
export const STAFF_ERR_CHANGED = createError(
  'STAFF_ERR_CHANGED',
  'This was changed meanwhile. Read it again, and send the change for the version that you see then.',
  409
)
export const STAFF_ERR_PRECONDITION = createError(
  'STAFF_ERR_PRECONDITION',
  'This was changed meanwhile: its ETag is not the one in If-Match. Read it again.',
  412
)
export const STAFF_ERR_NO_VERSION = createError(
  'STAFF_ERR_NO_VERSION',
  'Say which version you change: send If-Match with the ETag that you read, or the field version.',
  428
)
