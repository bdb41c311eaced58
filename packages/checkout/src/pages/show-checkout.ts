import type { Translate } from '@larder/blueprint'
import { readCart } from '@larder/carts'
import type { Database } from '@larder/database'
import { nameGoods } from '@larder/goods'
import { checkValues } from '../checkout/check-values.js'
import type { Shown } from '../checkout/checkout-data.js'
import { type Checkout, saveCheckout } from '../checkout/open-checkout.js'
import type { CheckoutShop } from '../checkout-shop.js'
import { type Change, listChanges, showPriced } from '../placing/list-changes.js'
import type { Refusal, Visitor } from '../placing/place-checkout.js'
import { type Quote, quoteCheckout } from '../placing/quote-checkout.js'
import type { CheckoutAnswer, CheckoutValues } from '../schemas.js'
import { messageFor } from './messages.js'
import { viewCheckout } from './view-checkout.js'

/** What was sent, and what came of it. */
export interface Attempt {
  values: CheckoutValues
  /** What of them is kept. @default all of them */
  typed?: CheckoutValues | undefined
  /** The hash of what was seen. */
  seen?: string | undefined
  /** Why what was asked for was not ordered. */
  refusal?: Refusal | undefined
}

/** The answer of a checkout that is still open, and what its page shows besides. */
export interface OpenAnswer {
  answer: CheckoutAnswer & { checkout: NonNullable<CheckoutAnswer['checkout']> }
  quote: Quote
  /** In seconds. */
  retryAfter?: number
}

/**
 * Computes a checkout anew, and keeps what was typed and what is shown.
 *
 * @returns undefined where the cart has nothing by now
 */
export async function showCheckout(
  shop: CheckoutShop,
  { owner, userId, t }: Visitor,
  checkout: Checkout,
  { values, typed = values, seen, refusal }: Attempt,
  now: Date
): Promise<OpenAnswer | undefined> {
  const { db } = shop
  const cart = owner && (await readCart(db, owner))
  if (cart?.id !== checkout.cartId || cart.lines.length === 0) return undefined
  const checked = checkValues(values, t)
  const contact = checked.outcome === 'contact' ? checked.contact : undefined
  const wish = { checkoutId: checkout.id, userId, lines: cart.lines, language: t.language, values, contact }
  const quote = await quoteCheckout(shop, db, wish, now)
  const shown = quote.priced && showPriced(quote.priced)
  await keep(db, checkout, typed, shown, now)
  const before = checkout.data.shown.find((one) => one.seen === seen)
  const changes =
    refusal?.outcome === 'changed' && before && shown ? await nameChanges(db, before, shown, quote, t) : []
  const isComplete = shown && quote.choice.delivery && !quote.obstacle
  const named = { checkoutId: checkout.id, seen: isComplete ? shown.seen : null, values }
  const outcome = refusal?.outcome ?? quote.obstacle ?? 'open'
  const answer: OpenAnswer['answer'] = {
    outcome,
    message: messageFor(t, outcome, refusal),
    ...(refusal?.outcome === 'problems' && { problems: refusal.problems }),
    ...(refusal?.outcome === 'short' && { short: await nameShort(db, refusal.lines, t) }),
    ...(quote.notSold.length > 0 && { not_sold: await nameNotSold(db, quote.notSold, t) }),
    ...(changes.length > 0 && { changes }),
    checkout: viewCheckout(named, quote, shop.currency, t)
  }
  const retryAfter = refusal?.outcome === 'too-many-orders' && Math.ceil(refusal.left / 1_000)
  return { answer, quote, ...(retryAfter && { retryAfter }) }
}

/** A page that is looked at again writes nothing. */
async function keep(
  db: Database,
  { id, data }: Checkout,
  values: CheckoutValues,
  shown: Shown | undefined,
  now: Date
): Promise<void> {
  const others = data.shown.filter(({ seen }) => seen !== shown?.seen)
  const kept = { values, shown: [...others, ...(shown ? [shown] : [])].slice(-MOST_SHOWN) }
  if (JSON.stringify(kept) !== JSON.stringify(data)) await saveCheckout(db, id, kept, now)
}

async function nameChanges(
  db: Database,
  before: Shown,
  after: Shown,
  quote: Quote,
  t: Translate
): Promise<Change[]> {
  const ids = [...before.lines, ...after.lines].map(({ good }) => good)
  const nameOf = await namesIn(db, ids, t)
  return listChanges(before, after, nameOf, quote.choice.delivery?.name ?? '')
}

async function nameShort(
  db: Database,
  lines: { goodId: number; quantity: number; available: number }[],
  t: Translate
) {
  const ids = lines.map(({ goodId }) => goodId)
  const nameOf = await namesIn(db, ids, t)
  return lines.map(({ goodId: good, quantity, available }) => {
    return { good, name: nameOf(good), quantity, available }
  })
}

async function nameNotSold(db: Database, ids: number[], t: Translate) {
  const nameOf = await namesIn(db, ids, t)
  return ids.map((good) => ({ good, name: nameOf(good) }))
}

/** Names goods; one that was removed is a product. */
async function namesIn(db: Database, ids: number[], t: Translate): Promise<(good: number) => string> {
  const names = await nameGoods(db, ids, t.language)
  return (good) => names.get(good) ?? t('checkout:unknown-product')
}

/** Of two tabs, and one change of each. */
const MOST_SHOWN = 3
