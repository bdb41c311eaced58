import { createError } from '@fastify/error'

export const ADDRESSES_ERR_NOT_FOUND = createError(
  'ADDRESSES_ERR_NOT_FOUND',
  'This address is not in your book.',
  404
)
export const ADDRESSES_ERR_FULL = createError(
  'ADDRESSES_ERR_FULL',
  'Your book has %s addresses, which are the most. Please remove one first.',
  409
)
export const ADDRESSES_ERR_SAME = createError(
  'ADDRESSES_ERR_SAME',
  'This address is in your book already. Please remove one of the two.',
  409
)
