import { createError } from '@fastify/error'

export const STRIPE_ERR_SECRET_KEY = createError(
  'STRIPE_ERR_SECRET_KEY',
  'The secret key of Stripe is none. Give one that begins with sk_ or rk_; pk_ is the publishable key.'
)
export const STRIPE_ERR_WEBHOOK_SECRET = createError(
  'STRIPE_ERR_WEBHOOK_SECRET',
  "The secret of Stripe's webhook is none. Give the signing secret of the endpoint, which begins with whsec_."
)
export const STRIPE_ERR_AMOUNT = createError(
  'STRIPE_ERR_AMOUNT',
  'Stripe cannot charge %s %s (in minor units). Do not offer it for such an order.'
)
export const STRIPE_ERR_UNITS = createError(
  'STRIPE_ERR_UNITS',
  'Stripe says %s %s, in units that are none of ISO 4217. Look at the payment in its dashboard.'
)
export const STRIPE_ERR_NO_PAGE = createError(
  'STRIPE_ERR_NO_PAGE',
  'Stripe gave the session %s no page. Begin another attempt.'
)
export const STRIPE_ERR_NO_INTENT = createError(
  'STRIPE_ERR_NO_INTENT',
  'The payment %s was never made at Stripe, so nothing can be paid back of it there.'
)
/** For Stripe, and those who forge its notifications. */
export const STRIPE_ERR_SIGNATURE = createError(
  'STRIPE_ERR_SIGNATURE',
  'This notification is not signed by Stripe with the secret of this endpoint, or is older than five minutes.',
  400
)
