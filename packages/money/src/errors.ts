import { createError } from '@fastify/error'

export const MONEY_ERR_AMOUNT = createError(
  'MONEY_ERR_AMOUNT',
  '%s is no amount. An amount is a whole number of minor units, from 0 to %s.',
  500,
  RangeError
)
export const MONEY_ERR_RATE = createError(
  'MONEY_ERR_RATE',
  '%s is no tax rate. A rate is a whole number of millionths, from 0 to %s: 190000 is 19 %%.',
  500,
  RangeError
)
export const MONEY_ERR_PART = createError(
  'MONEY_ERR_PART',
  '%s and then %s are more than the whole, %s. Take no more than is left.',
  500,
  RangeError
)
export const MONEY_ERR_NOTHING_TO_SPLIT = createError(
  'MONEY_ERR_NOTHING_TO_SPLIT',
  'There is nothing to split an amount of %s over.',
  500,
  RangeError
)
export const MONEY_ERR_TOO_LARGE = createError(
  'MONEY_ERR_TOO_LARGE',
  'This is more than one order can be for. Please order less at a time.',
  422
)
