import { rememberAddress } from '@larder/addresses'
import type { Translate, Wording } from '@larder/blueprint'
import { type CartOwner, emptyCart, lockCart } from '@larder/carts'
import { type Database, inTransaction, rollBack } from '@larder/database'
import { takeSlot } from '@larder/delivery'
import {
  type Cause,
  expireOverdueOrders,
  type PlaceOutcome,
  type PricedOrder,
  placeOrder,
  readOrder
} from '@larder/orders'
import { countAttempt } from '@larder/session'
import { checkValues, type Problems } from '../checkout/check-values.js'
import { type Checkout, closeCheckout, lockCheckout } from '../checkout/open-checkout.js'
import type { CheckoutShop } from '../checkout-shop.js'
import type { CheckoutValues } from '../schemas.js'
import { readSlotRef } from './choose-delivery.js'
import { showPriced } from './list-changes.js'
import { type Quote, quoteCheckout } from './quote-checkout.js'

/** Who orders. */
export interface Visitor {
  /** None where they have no cart. */
  owner: CartOwner | undefined
  /** None for a guest. */
  userId: number | null
  /** Whose orders are counted: a user, or a session. */
  name: string
  /** Speaks the language of the pages, which the order keeps for its mails. */
  t: Translate
}

/** What the visitor sends to place an order. */
export interface Submission {
  checkoutId: string
  /** The hash of what they have seen. */
  seen: string | undefined
  values: CheckoutValues
}

interface Short {
  outcome: 'short'
  lines: { goodId: number; quantity: number; available: number }[]
}

/** Why no order was placed. */
export type Refusal =
  | { outcome: 'empty' | 'changed' | 'slot-gone' | NonNullable<Quote['obstacle']> }
  | { outcome: 'problems'; problems: Problems }
  | Short
  | { outcome: 'refused'; problem: Wording }
  /** `left`: milliseconds until the next order. */
  | { outcome: 'too-many-orders'; left: number }

export type PlacingOutcome =
  /** `same`: this checkout made its order before. */
  | { outcome: 'placed' | 'same'; orderId: number; number: string }
  /** There is no such checkout, or it is another visitor's. */
  | { outcome: 'unknown' }
  | Refusal

/**
 * Places the order of a checkout, once, however often and from however many places at once it is
 * asked for. Where goods are short, overdue orders that hold them expire, and it is tried once more.
 */
export async function placeCheckout(
  shop: CheckoutShop,
  visitor: Visitor,
  submission: Submission,
  now: Date
): Promise<PlacingOutcome> {
  return retryShort(shop, now, () =>
    shop.limit(() => inTransaction(shop.db, (tx) => placeLocked(shop, tx, visitor, submission, now)))
  )
}

/** Places once more where goods are short, and overdue orders that hold them have expired. */
export async function retryShort<Outcome extends { outcome: string }>(
  { db, orders }: CheckoutShop,
  now: Date,
  place: () => Promise<Outcome | Short>
): Promise<Outcome | Short> {
  const placed = await place()
  if (!isShort(placed)) return placed
  const short = placed.lines.map(({ goodId }) => goodId)
  return (await expireOverdueOrders(db, short, orders, now)) > 0 ? place() : placed
}

function isShort<Outcome extends { outcome: string }>(placed: Outcome | Short): placed is Short {
  return placed.outcome === 'short'
}

/**
 * Locks checkout, cart, order, stock, slot and address book, in this order. What it decides by is read after the
 * cart is locked: a second tab waits for the first, and finds its order.
 */
async function placeLocked(
  shop: CheckoutShop,
  tx: Database,
  { owner, userId, name, t }: Visitor,
  { checkoutId, seen, values }: Submission,
  now: Date
): Promise<PlacingOutcome | Undone> {
  const checkout = await lockCheckout(tx, checkoutId)
  const cart = owner && (await lockCart(tx, owner))
  if (!checkout || checkout.cartId !== cart?.id) return { outcome: 'unknown' }
  if (checkout.orderId !== null) return findSame(tx, checkout.orderId)
  if (cart.lines.length === 0) return { outcome: 'empty' }
  const checked = checkValues(values, t)
  const contact = checked.outcome === 'contact' ? checked.contact : undefined
  const wish = { checkoutId, userId, lines: cart.lines, language: t.language, values, contact }
  const quote = await quoteCheckout(shop, tx, wish, now)
  const problems = {
    ...(checked.outcome === 'problems' && checked.problems),
    ...missingChoices(quote, values, t)
  }
  if (quote.obstacle) return { outcome: quote.obstacle }
  if (quote.choice.isSlotGone) return { outcome: 'slot-gone' }
  if (!quote.priced || Object.keys(problems).length > 0) return { outcome: 'problems', problems }
  if (showPriced(quote.priced).seen !== seen) return { outcome: 'changed' }
  const { count, left } = await countAttempt(tx, `orders of ${name}`, HOUR)
  if (count > MOST_ORDERS) return rollBack<Refusal>({ outcome: 'too-many-orders', left })
  return write(shop, tx, checkout, quote.priced, now)
}

async function write(
  shop: CheckoutShop,
  tx: Database,
  checkout: Checkout,
  priced: PricedOrder,
  now: Date
): Promise<PlacingOutcome | Undone> {
  const placed = await placeQuoted(shop, tx, priced, { now })
  if (!('id' in placed)) return rollBack<Refusal>(placed)
  await closeCheckout(tx, checkout.id, placed.id)
  await emptyCart(tx, checkout.cartId)
  const { userId, deliveryAddress } = priced.draft
  if (userId !== null) await rememberAddress(tx, userId, deliveryAddress, now)
  return { outcome: placed.outcome, orderId: placed.id, number: placed.number }
}

/** Places what was quoted, and takes its delivery time. What is not placed has to be rolled back. */
export async function placeQuoted(
  { orders, findTermsVersion }: CheckoutShop,
  tx: Database,
  { draft, ...priced }: PricedOrder,
  cause: Cause
): Promise<PlaceOutcome | { outcome: 'slot-gone' }> {
  const agreed = { ...draft, termsVersion: await findTermsVersion(tx) }
  const placed = await placeOrder(tx, { ...priced, draft: agreed }, orders, cause)
  const slot = readSlotRef(draft.delivery.slotRef)
  if (slot === undefined || placed.outcome !== 'placed') return placed
  const taken = await takeSlot(tx, slot, cause.now)
  return taken.outcome === 'slot-gone' ? { outcome: 'slot-gone' } : placed
}

async function findSame(tx: Database, orderId: number): Promise<PlacingOutcome> {
  const { number } = await readOrder(tx, orderId)
  return { outcome: 'same', orderId, number: number ?? '' }
}

/** What must be chosen, and was not, or is not offered. */
export function missingChoices(
  { choice, methods, place, priced }: Quote,
  values: CheckoutValues,
  t: Translate
): Problems {
  const isOffered = priced?.total === 0 || methods.some(({ name }) => name === values.payment_method)
  return {
    ...(place && !choice.delivery && { delivery: t('checkout:problem.delivery') }),
    ...(!isOffered && { payment_method: t('checkout:problem.payment_method') })
  }
}

type Undone = ReturnType<typeof rollBack<Refusal>>

/** In an hour, by a visitor. */
const MOST_ORDERS = 10
const HOUR = 60 * 60_000
