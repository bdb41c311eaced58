import { addMessages, type Wording } from '@larder/blueprint'
import type { PaymentMethod } from '@larder/payments'
import Stripe from 'stripe'
import { beginSession } from './begin-session.js'
import { checkStripeSettings, type StripeSecrets } from './check-settings.js'
import { endSession } from './end-session.js'
import { makeRefund } from './make-refund.js'
import { readSession } from './read-session.js'
import { addEventRoute, intentIn } from './receive-events.js'
import { toStripeAmount } from './stripe-amounts.js'

export interface StripeOptions extends StripeSecrets {
  /** What customers choose. @default 'Card', in the reader's language */
  label?: Wording | undefined
  /** Minutes that an order waits for its payment. @default 60 */
  payWithin?: number | undefined
  /** Milliseconds for one try of a call. There are two. @default 5000 */
  timeout?: number | undefined
  /** Where the API is, and the pages of a double. @default Stripe's own */
  apiUrl?: URL | undefined
}

/**
 * Payment on Stripe's own page (Checkout), for `app.payments.add`. What is paid is captured at once.
 *
 * @throws STRIPE_ERR_SECRET_KEY, STRIPE_ERR_WEBHOOK_SECRET
 */
export function stripe(options: StripeOptions): PaymentMethod {
  checkStripeSettings(options)
  const { label = LABEL, payWithin = 60, webhookSecret, apiUrl } = options
  const client = createClient(options)
  return {
    name: 'stripe',
    label,
    origins: [apiUrl?.origin ?? 'https://checkout.stripe.com'],
    offered: ({ total, currency }) => toStripeAmount(total, currency) !== undefined,
    payBy: (now) => new Date(now.getTime() + payWithin * 60_000),
    begin: (payment, order, page) => beginSession(client, payment, order, page),
    read: (payment) => readSession(client, payment),
    refund: (payment, refund) => makeRefund(client, payment, refund),
    abandon: (payment) => endSession(client, payment),
    findRef: async ({ body }) => {
      const intent = intentIn(body)
      return intent && (await client.paymentIntents.retrieve(intent)).metadata.payment
    },
    routes(app, inbox) {
      addMessages(app, 'stripe', new URL('..', import.meta.url))
      return addEventRoute(app, inbox, webhookSecret)
    }
  }
}

const LABEL: Wording = (t) => t('stripe:label')

function createClient({ secretKey, apiUrl, timeout = 5_000 }: StripeOptions): Stripe {
  return new Stripe(secretKey, {
    // The library's own version, which its types describe. Stripe changes nothing of it.
    apiVersion: Stripe.API_VERSION,
    // Customers wait for it: two tries and the pause between them take less than payments' patience.
    timeout,
    maxNetworkRetries: 1,
    telemetry: false,
    ...(apiUrl && {
      host: apiUrl.hostname,
      port: apiUrl.port,
      protocol: apiUrl.protocol === 'http:' ? 'http' : 'https'
    })
  })
}

export { EVENTS } from './receive-events.js'
