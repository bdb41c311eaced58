import { createError } from '@fastify/error'

export const CARTS_ERR_UNKNOWN_GOOD = createError('CARTS_ERR_UNKNOWN_GOOD', 'We have no such product.', 404)
export const CARTS_ERR_NO_LINE = createError('CARTS_ERR_NO_LINE', 'This good is not in your cart.', 404)
