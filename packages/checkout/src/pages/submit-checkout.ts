import { ADDRESSES_ERR_NOT_FOUND, findAddress, inputOf } from '@larder/addresses'
import { errorMessage, wantsHtml } from '@larder/blueprint'
import { cartOwner, changeLine, mostInCart, readCart } from '@larder/carts'
import { findGoods } from '@larder/goods'
import { grantOrder, readOrder } from '@larder/orders'
import { beginPayment } from '@larder/payments'
import { currentSession, flash, userOf } from '@larder/session'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Checkout, findCheckout } from '../checkout/open-checkout.js'
import type { CheckoutShop } from '../checkout-shop.js'
import { CHECKOUT_ERR_NOT_FOUND } from '../errors.js'
import { placeCheckout, type Refusal, type Visitor } from '../placing/place-checkout.js'
import type { CheckoutInput, CheckoutValues } from '../schemas.js'
import { type OpenAnswer, showCheckout } from './show-checkout.js'

/** What becomes of a request: an order, a checkout that is still open, or nothing to order. */
export type Submitted =
  /** `next`: where it is paid, or seen. */
  { outcome: 'placed' | 'same'; number: string; next: string } | { outcome: 'empty' } | OpenAnswer

/** Does what the form's button says. @throws CHECKOUT_ERR_NOT_FOUND, ADDRESSES_ERR_NOT_FOUND (404) */
export async function submitCheckout(
  app: FastifyInstance,
  shop: CheckoutShop,
  request: FastifyRequest<{ Body: CheckoutInput }>,
  now: Date
): Promise<Submitted> {
  const { checkout_id: checkoutId, seen, action, address_id: addressId, ...typed } = request.body
  const visitor = visitorOf(request)
  const values = action === 'use-address' ? await fillIn(shop, request, typed, addressId) : typed
  let refusal: Refusal | undefined
  if (action === 'order') {
    const placed = await placeCheckout(shop, visitor, { checkoutId, seen, values }, now)
    if (placed.outcome === 'unknown') throw new CHECKOUT_ERR_NOT_FOUND()
    if (!('orderId' in placed)) refusal = placed
    else if (placed.outcome === 'placed') return finishPlaced(shop, request, placed, values.email)
    else return finishSame(app, request, placed)
  }
  const checkout = await findOwn(shop, visitor, checkoutId)
  if (checkout.orderId !== null) {
    const { number } = await readOrder(shop.db, checkout.orderId)
    return finishSame(app, request, { orderId: checkout.orderId, number: number ?? '' })
  }
  if (action === 'take') await takeWhatThereIs(shop, visitor)
  return (await showCheckout(shop, visitor, checkout, { values, seen, refusal }, now)) ?? { outcome: 'empty' }
}

export function visitorOf(request: FastifyRequest): Visitor {
  const userId = userOf(request)?.id ?? null
  const name = userId === null ? `session ${currentSession(request)}` : `user ${userId}`
  return { owner: cartOwner(request), userId, name, t: request.t }
}

interface PlacedOrder {
  orderId: number
  number: string
}

/** After the commit: until here no provider was asked. */
async function finishPlaced(
  { payments }: CheckoutShop,
  request: FastifyRequest,
  { orderId, number }: PlacedOrder,
  email = ''
): Promise<Submitted> {
  if (!userOf(request)) grantOrder(request, orderId)
  const { outcome, url: next } = await beginPayment(payments, orderId)
  if (outcome === 'nothing-to-begin') flash(request, request.t('checkout:placed', { number, email }))
  if (outcome === 'away') flash(request, request.t('checkout:placed-unpaid', { number, email }))
  return { outcome: 'placed', number, next }
}

/** Again, since the first answer may be lost, and the grant with it. */
async function finishSame(
  app: FastifyInstance,
  request: FastifyRequest,
  { orderId, number }: PlacedOrder
): Promise<Submitted> {
  if (!userOf(request)) grantOrder(request, orderId)
  return { outcome: 'same', number, next: app.urlFor('orders.show', { number }) }
}

/** What was typed, with an address of the customer's book. A browser keeps it also where the address is gone. */
async function fillIn(
  { db }: CheckoutShop,
  request: FastifyRequest,
  typed: CheckoutValues,
  addressId = 0
): Promise<CheckoutValues> {
  const user = userOf(request)
  const booked = user && (await findAddress(db, user.id, addressId))
  if (booked) return { ...typed, ...inputOf(booked.address) }
  const gone = new ADDRESSES_ERR_NOT_FOUND()
  if (!wantsHtml(request)) throw gone
  flash(request, errorMessage(request, gone))
  return typed
}

/** Another visitor's is not told from none. */
async function findOwn({ db }: CheckoutShop, { owner }: Visitor, id: string): Promise<Checkout> {
  const checkout = await findCheckout(db, id)
  const cart = checkout && owner && (await readCart(db, owner))
  if (!checkout || checkout.cartId !== cart?.id) throw new CHECKOUT_ERR_NOT_FOUND()
  return checkout
}

/** Cuts the lines of the cart to the stock. Those that are not sold go. */
async function takeWhatThereIs({ db }: CheckoutShop, { owner }: Visitor): Promise<void> {
  if (!owner) return
  const { lines = [] } = (await readCart(db, owner)) ?? {}
  const goods = await findGoods(
    db,
    lines.map(({ goodId }) => goodId)
  )
  const mosts = new Map(goods.map((good) => [good.id, mostInCart(good)]))
  for (const { goodId, quantity } of lines) {
    const most = mosts.get(goodId) ?? 0
    if (quantity > most) await changeLine(db, owner, goodId, quantity, most)
  }
}
