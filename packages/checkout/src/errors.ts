import { createError } from '@fastify/error'

export const CHECKOUT_ERR_NOT_FOUND = createError(
  'CHECKOUT_ERR_NOT_FOUND',
  'This checkout is over, or not yours. Please go to the checkout from your cart.',
  404
)
export const CHECKOUT_ERR_NO_ORDER = createError('CHECKOUT_ERR_NO_ORDER', 'There is no such order.', 404)
export const CHECKOUT_ERR_KEY = createError(
  'CHECKOUT_ERR_KEY',
  'The header Idempotency-Key has at most %s characters, in quotes. Please send another one.',
  400
)
