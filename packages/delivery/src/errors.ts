import { createError } from '@fastify/error'

export const DELIVERY_ERR_NO_METHOD = createError(
  'DELIVERY_ERR_NO_METHOD',
  'There is no such delivery method.',
  404
)
export const DELIVERY_ERR_NO_SLOT = createError(
  'DELIVERY_ERR_NO_SLOT',
  'There is no such delivery time any more.',
  404
)
