import { createError } from '@fastify/error'

export const SAMPLE_THINGS_ERR_NOT_FOUND = createError(
  'SAMPLE_THINGS_ERR_NOT_FOUND',
  'We have no such sample thing.',
  404
)
