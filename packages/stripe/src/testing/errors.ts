import { createError } from '@fastify/error'

// What Stripe's API refuses, in its own manner: docs.stripe.com/api/errors.
export const STRIPE_DOUBLE_ERR_INVALID = createError('STRIPE_DOUBLE_ERR_INVALID', '%s', 400)
export const STRIPE_DOUBLE_ERR_AUTHENTICATION = createError(
  'STRIPE_DOUBLE_ERR_AUTHENTICATION',
  'Invalid API Key provided.',
  401
)
export const STRIPE_DOUBLE_ERR_MISSING = createError('STRIPE_DOUBLE_ERR_MISSING', "No such object: '%s'", 404)
export const STRIPE_DOUBLE_ERR_KEY_REUSED = createError(
  'STRIPE_DOUBLE_ERR_KEY_REUSED',
  'Keys for idempotent requests can only be used with the same parameters they were first used with.',
  400
)
export const STRIPE_DOUBLE_ERR_KEY_IN_USE = createError(
  'STRIPE_DOUBLE_ERR_KEY_IN_USE',
  'There is currently another in-progress request using this Idempotent Key.',
  409
)
export const STRIPE_DOUBLE_ERR_REFUNDED = createError(
  'STRIPE_DOUBLE_ERR_REFUNDED',
  'Charge %s has already been refunded.',
  400
)
