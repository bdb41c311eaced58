import { STRIPE_ERR_SECRET_KEY, STRIPE_ERR_WEBHOOK_SECRET } from './errors.js'

/** What can be told of secrets without asking Stripe. They are never part of the message. */
export interface StripeSecrets {
  /** `sk_…`, or a restricted key `rk_…`. */
  secretKey: string
  /** `whsec_…`, of the endpoint that is notified. */
  webhookSecret: string
}

/** @throws STRIPE_ERR_SECRET_KEY, STRIPE_ERR_WEBHOOK_SECRET where one of those given cannot be right */
export function checkStripeSettings({ secretKey, webhookSecret }: Partial<StripeSecrets>): void {
  if (secretKey !== undefined && !/^[sr]k_\w+$/.test(secretKey)) throw new STRIPE_ERR_SECRET_KEY()
  if (webhookSecret !== undefined && !/^whsec_\S+$/.test(webhookSecret)) throw new STRIPE_ERR_WEBHOOK_SECRET()
}
