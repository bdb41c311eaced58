import { createError } from '@fastify/error'

export const ORDERS_ERR_NOT_FOUND = createError('ORDERS_ERR_NOT_FOUND', 'There is no such page.', 404)
export const ORDERS_ERR_OLD_LINK = createError(
  'ORDERS_ERR_OLD_LINK',
  'The link to this order is older than 90 days, and only shows how the order stands. Ask for a new one on its page.',
  403
)
export const ORDERS_ERR_NO_ORDER = createError(
  'ORDERS_ERR_NO_ORDER',
  'There is no order with the id %s. Give the id of one that is committed.'
)
export const ORDERS_ERR_NO_TAX_RATE = createError(
  'ORDERS_ERR_NO_TAX_RATE',
  'There is no rate of %s for the tax category %s. Add it to tax_rates, or do not sell there.'
)
export const ORDERS_ERR_CREDIT = createError(
  'ORDERS_ERR_CREDIT',
  'A credit of %s at the rate %s is more than what is left of the invoice %s. Credit less.'
)
