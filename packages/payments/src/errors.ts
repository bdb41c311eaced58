import { createError } from '@fastify/error'

export const PAYMENTS_ERR_NOT_FOUND = createError('PAYMENTS_ERR_NOT_FOUND', 'There is no such page.', 404)
export const PAYMENTS_ERR_NO_PAYMENT = createError(
  'PAYMENTS_ERR_NO_PAYMENT',
  'There is no payment with the id %s. Give the id of one that is committed.'
)
export const PAYMENTS_ERR_NO_REFUND = createError(
  'PAYMENTS_ERR_NO_REFUND',
  'There is no refund with the id %s that waits to be paid back by hand.',
  404
)
export const PAYMENTS_ERR_NO_EVENT = createError(
  'PAYMENTS_ERR_NO_EVENT',
  'No news of a provider waits there to be closed.',
  404
)
export const PAYMENTS_ERR_NO_METHOD = createError(
  'PAYMENTS_ERR_NO_METHOD',
  "There is no way to pay by the name '%s'. Give `app.payments.add` one that has it."
)
export const PAYMENTS_ERR_METHOD = createError(
  'PAYMENTS_ERR_METHOD',
  "'%s' cannot be added as a way to pay: %s."
)
export const PAYMENTS_ERR_AMOUNT = createError(
  'PAYMENTS_ERR_AMOUNT',
  'The amount %s is none. Give whole minor units of the currency, more than 0.'
)
export const PAYMENTS_ERR_SLOW = createError(
  'PAYMENTS_ERR_SLOW',
  "The provider of '%s' has not answered for %s ms. It is asked again."
)
