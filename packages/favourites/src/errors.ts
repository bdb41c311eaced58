import { createError } from '@fastify/error'

export const FAVOURITES_ERR_NO_GOOD = createError('FAVOURITES_ERR_NO_GOOD', 'We have no such product.', 404)
export const FAVOURITES_ERR_FULL = createError(
  'FAVOURITES_ERR_FULL',
  'You have saved %s products, which are the most. Please remove one first.',
  409
)
