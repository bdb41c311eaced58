import type { ConfigOf, SettingRows } from '@larder/serve'
import type { StripeOptions } from '@larder/stripe'
import { checkStripeSettings } from '@larder/stripe/settings'

/** Payment at Stripe, which is off until both secrets are set. */
export const STRIPE_SETTINGS = {
  stripeSecretKey: {
    env: 'STRIPE_SECRET_KEY',
    about: "the secret key of the shop's account at Stripe, or a restricted one: sk_… or rk_…",
    secret: true,
    parse(secretKey: string): string {
      checkStripeSettings({ secretKey })
      return secretKey
    }
  },
  stripeWebhookSecret: {
    env: 'STRIPE_WEBHOOK_SECRET',
    about: 'the signing secret of the endpoint /payments/stripe/events there: whsec_…',
    secret: true,
    parse(webhookSecret: string): string {
      checkStripeSettings({ webhookSecret })
      return webhookSecret
    }
  },
  stripeApiUrl: {
    env: 'STRIPE_API_URL',
    about: 'where a double of Stripe is, http://127.0.0.1:PORT; npm run dev sets it',
    parse: parseLoopback
  }
} satisfies SettingRows

type StripeConfig = ConfigOf<typeof STRIPE_SETTINGS>

/** Undefined where nobody pays by Stripe. */
export function stripeOptionsOf({
  stripeSecretKey: secretKey,
  stripeWebhookSecret: webhookSecret,
  stripeApiUrl
}: StripeConfig): StripeOptions | undefined {
  if (!secretKey || !webhookSecret) return undefined
  if (!stripeApiUrl) return { secretKey, webhookSecret }
  return { secretKey, webhookSecret, apiUrl: new URL(stripeApiUrl), label: (t) => t('stripe:test-label') }
}

/** What is wrong with the settings of Stripe together. */
export function problemsOfStripe({ stripeSecretKey, stripeWebhookSecret }: Partial<StripeConfig>): string[] {
  if (stripeSecretKey && !stripeWebhookSecret) {
    return ['STRIPE_SECRET_KEY is set and STRIPE_WEBHOOK_SECRET is not. Set both, or neither.']
  }
  if (stripeWebhookSecret && !stripeSecretKey) {
    return ['STRIPE_WEBHOOK_SECRET is set and STRIPE_SECRET_KEY is not. Set both, or neither.']
  }
  return []
}

/** What may go wrong with payments at Stripe, and keeps nobody from starting. */
export function warningsOfStripe({
  stripeSecretKey,
  stripeApiUrl,
  publicUrl,
  development
}: StripeConfig & { publicUrl?: string; development: boolean }): string[] {
  if (!stripeSecretKey || development) return []
  return [
    ...(stripeApiUrl ? ['STRIPE_API_URL is set: payments go to a double, and no money moves.'] : []),
    ...(/^.k_test_/.test(stripeSecretKey) ? ['STRIPE_SECRET_KEY is of the test mode: no money moves.'] : []),
    ...(publicUrl
      ? []
      : ['Neither --public-url nor LARDER_PUBLIC_URL is set: Stripe leads customers back to this machine.'])
  ]
}

/** The key goes there: to no other machine, without encryption. */
function parseLoopback(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url?.protocol === 'http:' && /^(127\.0\.0\.1|localhost|\[::1\])$/.test(url.hostname)) return url.origin
  throw new Error('Write http://127.0.0.1:PORT.')
}
