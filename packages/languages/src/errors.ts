import { createError } from '@fastify/error'

export const LANGUAGES_ERR_UNKNOWN = createError(
  'LANGUAGES_ERR_UNKNOWN',
  'This language is not spoken here. Choose one of these: %s.',
  400
)
