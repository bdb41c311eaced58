import { createError } from '@fastify/error'

export const REVIEWS_ERR_NO_GOOD = createError('REVIEWS_ERR_NO_GOOD', 'We have no such product.', 404)
export const REVIEWS_ERR_NOT_BOUGHT = createError(
  'REVIEWS_ERR_NOT_BOUGHT',
  'Only customers who bought a product can review it.',
  403
)
