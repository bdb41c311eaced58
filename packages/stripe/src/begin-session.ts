import type { Translate } from '@larder/blueprint'
import type { OrderRow } from '@larder/orders'
import type { Begun, Payment, PaymentPage } from '@larder/payments'
import Stripe from 'stripe'
import { STRIPE_ERR_AMOUNT, STRIPE_ERR_NO_PAGE } from './errors.js'
import { toStripeAmount } from './stripe-amounts.js'

/**
 * A page at Stripe where an attempt is paid. What is asked for depends on the rows alone: a second
 * time, with the same key, Stripe gives the same page, and refuses anything else.
 *
 * @throws STRIPE_ERR_AMOUNT, STRIPE_ERR_NO_PAGE, and what Stripe's library throws
 */
export async function beginSession(
  stripe: Stripe,
  payment: Payment,
  order: OrderRow,
  { back, t }: PaymentPage
): Promise<Begun> {
  const until = new Date(payment.createdAt.getTime() + SESSION_LASTS)
  const session = await createSession(stripe, payment.idempotencyKey, {
    ...describeOrder(payment, order, t),
    expires_at: Math.floor(until.getTime() / 1_000),
    success_url: back,
    cancel_url: back
  })
  if (session.url === null) throw new STRIPE_ERR_NO_PAGE(session.id)
  return { ref: session.id, redirect: session.url, until }
}

function describeOrder(
  { amount, currency, idempotencyKey }: Payment,
  order: OrderRow,
  t: Translate
): Stripe.Checkout.SessionCreateParams {
  const units = toStripeAmount(amount, currency)
  if (units === undefined) throw new STRIPE_ERR_AMOUNT(amount, currency)
  const number = order.number ?? String(order.id)
  const name = t('stripe:page.order', { number })
  const metadata = { order: number, payment: idempotencyKey }
  const price = { currency: currency.toLowerCase(), unit_amount: units, product_data: { name } }
  return {
    mode: 'payment',
    // One line: goods, discounts and delivery that Stripe adds up anew may come to another total.
    line_items: [{ quantity: 1, price_data: price }],
    // Else the customer may pay in another currency than the order was shown in.
    adaptive_pricing: { enabled: false },
    client_reference_id: number,
    customer_email: order.email,
    locale: localeOf(t.language),
    metadata,
    // Charges have it too, and so the notifications of refunds in the dashboard.
    payment_intent_data: { metadata, description: name }
  }
}

/** Stripe names some languages with their country, and takes none that it does not know. */
function localeOf(language: string): Stripe.Checkout.SessionCreateParams.Locale {
  const { language: name, region } = new Intl.Locale(language).maximize()
  return (
    LOCALES.find((locale) => locale === `${name}-${region}`) ??
    LOCALES.find((locale) => locale === name) ??
    'auto'
  )
}

// https://docs.stripe.com/api/checkout/sessions/create: locale
// biome-ignore format: one line for each would be the most of this file
const LOCALES = [
  'bg', 'cs', 'da', 'de', 'el', 'en', 'en-GB', 'es', 'et', 'fi', 'fr', 'fr-CA', 'hr', 'hu', 'id', 'it', 'ja', 'ko', 'lt',
  'lv', 'ms', 'mt', 'nb', 'nl', 'pl', 'pt', 'pt-BR', 'ro', 'ru', 'sk', 'sl', 'sv', 'th', 'tr', 'vi', 'zh', 'zh-HK', 'zh-TW'
] satisfies Stripe.Checkout.SessionCreateParams.Locale[]

async function createSession(
  stripe: Stripe,
  idempotencyKey: string,
  wanted: Stripe.Checkout.SessionCreateParams
): Promise<Stripe.Checkout.Session> {
  try {
    return await stripe.checkout.sessions.create(wanted, { idempotencyKey })
  } catch (error) {
    // Stripe answers its own fault again and again for this key, for a day. If there is a session, nobody gets its page.
    if (!(error instanceof Stripe.errors.StripeAPIError) || (error.statusCode ?? 0) < 500) throw error
    return stripe.checkout.sessions.create(wanted, { idempotencyKey: `${idempotencyKey}-2` })
  }
}

// Stripe takes what is 30 minutes to 24 hours away. The order expires earlier, and ends the session then. So long an
// attempt can be begun while Stripe was away at first, with the same parameters.
const SESSION_LASTS = 23 * 60 * 60_000
