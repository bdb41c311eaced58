import { createError } from '@fastify/error'

export const STOCK_ERR_QUANTITY = createError(
  'STOCK_ERR_QUANTITY',
  'A quantity of %s for the good %s is none. It is a whole number, and no good has more than %s units.'
)
export const STOCK_ERR_GUARD = createError(
  'STOCK_ERR_GUARD',
  'The stock of the goods %s changed although it was locked. Change stock by @larder/stock alone, in a transaction, and roll this one back.'
)
export const STOCK_ERR_NO_GOOD = createError('STOCK_ERR_NO_GOOD', 'We have no such product.', 404)
export const STOCK_ERR_SHORT = createError(
  'STOCK_ERR_SHORT',
  'The stock is %s. Take fewer, or let the good be ordered beforehand.',
  422
)
