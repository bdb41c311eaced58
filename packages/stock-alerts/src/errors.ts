import { createError } from '@fastify/error'

export const STOCK_ALERTS_ERR_NO_GOOD = createError(
  'STOCK_ALERTS_ERR_NO_GOOD',
  'We have no such product.',
  404
)
export const STOCK_ALERTS_ERR_LINK = createError(
  'STOCK_ALERTS_ERR_LINK',
  'This link is not valid any more. On the page of the product you can ask again.',
  404
)
