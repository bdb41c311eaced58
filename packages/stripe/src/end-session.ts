import type { Payment } from '@larder/payments'
import Stripe from 'stripe'

/**
 * Ends the session of an attempt, so that nothing can be paid by it. One that is paid, or over
 * already, stays as it is.
 */
export async function endSession(stripe: Stripe, { providerRef }: Payment): Promise<void> {
  if (providerRef === null) return
  try {
    await stripe.checkout.sessions.expire(providerRef)
  } catch (error) {
    // Stripe ends only what is open. What it is instead, `readSession` tells.
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error
  }
}
