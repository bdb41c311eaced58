import { type BlueprintApp, type Setting, wantsHtml } from '@larder/blueprint'
import { cartOwnerOrNew, readCart, sayLimit } from '@larder/carts'
import type { Database } from '@larder/database'
import { accessTo, findOrder, grantOrder, keepPrivate } from '@larder/orders'
import { flash, refuseRemovedUser, userOf } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import { answerOnce } from './checkout/idempotency-key.js'
import { openCheckout } from './checkout/open-checkout.js'
import { prefill } from './checkout/prefill.js'
import { type CheckoutShop, createShop, type ShopOptions } from './checkout-shop.js'
import { CHECKOUT_ERR_NO_ORDER } from './errors.js'
import { fillSlots } from './pages/fill-slots.js'
import { messageFor, STATUSES } from './pages/messages.js'
import { createSender, type LinkedText } from './pages/send-checkout.js'
import { showCheckout } from './pages/show-checkout.js'
import { submitCheckout, visitorOf } from './pages/submit-checkout.js'
import { orderAgain } from './placing/order-again.js'
import { AgainAnswer, AgainParams, CheckoutAnswer, CheckoutInput, type CheckoutValues } from './schemas.js'

export interface CheckoutOptions extends ShopOptions {
  /** Of delivery times, a name of the IANA time zone database. @default 'UTC' */
  timeZone?: Setting<string> | undefined
  /** The whole URL of the terms, in a language: pages and the mail of an order link it. @default '' for none */
  terms?: LinkedText | undefined
  /** The whole URL of what is said of the right to withdraw. @default '' for none */
  withdrawal?: LinkedText | undefined
  /** What a customer's account says: name and e-mail address. @default nothing: that of the last order */
  findContact?: ((db: Database, userId: number) => Promise<CheckoutValues>) | undefined
}

export default async function routes(app: BlueprintApp, options: Required<CheckoutOptions>) {
  const shop = createShop(app, options)
  app.addHook('onRequest', keepPrivate)
  fillSlots(app, shop)
  checkoutRoutes(app, shop, options)
  againRoute(app)
}

function checkoutRoutes(app: BlueprintApp, shop: CheckoutShop, options: Required<CheckoutOptions>): void {
  const { answerFor, send } = createSender(app, options)

  const show = {
    name: 'show',
    templates: ['show', 'empty'],
    schema: { summary: 'What the visitor is about to order', response: { 200: CheckoutAnswer } }
  }
  app.get('/', show, async (request, reply) => {
    const now = new Date()
    const visitor = visitorOf(request)
    const cart = visitor.owner && (await readCart(app.db, visitor.owner))
    const checkout = cart?.lines.length ? await openCheckout(app.db, cart.id, now) : undefined
    if (!checkout) return send(request, reply, { outcome: 'empty' })
    const values = await prefill(app.db, checkout, visitor.userId, options.findContact)
    const shown = await showCheckout(shop, visitor, checkout, { values, typed: checkout.data.values }, now)
    return send(request, reply, shown ?? { outcome: 'empty' })
  })

  const order = {
    templates: ['show', 'empty'],
    schema: {
      summary: 'Computes anew, or places the order',
      body: CheckoutInput,
      response: ANSWERS
    }
  }
  app.post('/', order, async (request, reply) => {
    const now = new Date()
    const key = request.headers['idempotency-key']
    if (key === undefined || wantsHtml(request)) {
      const submitted = await submitCheckout(app, shop, request, now)
      const { action } = request.body
      if (action === 'log-in' && wantsHtml(request)) return reply.redirect(loginUrl(app), 303)
      return send(request, reply, submitted, action === 'order')
    }
    const keyed = { visitor: visitorOf(request).name, key: String(key), body: request.body }
    const answered = await answerOnce(app.db, keyed, now, async () => {
      const submitted = await submitCheckout(app, shop, request, now)
      return answerFor(request, reply, submitted, request.body.action === 'order')
    })
    if (typeof answered !== 'string') {
      // Again, as its session may not have been saved the first time.
      if (answered.isRepeated) await grantPlaced(request, answered.answer)
      return reply.code(answered.status).send(answered.answer)
    }
    return reply
      .code(STATUSES[answered])
      .send({ outcome: answered, message: messageFor(request.t, answered) })
  })
}

async function grantPlaced(request: FastifyRequest, { order: number }: CheckoutAnswer): Promise<void> {
  if (!number || userOf(request)) return
  const order = await findOrder(request.server.db, number)
  if (order) grantOrder(request, order.id)
}

function loginUrl(app: BlueprintApp): string {
  return app.urlFor(app.sessionSettings.loginRoute, {}, { next: app.urlFor('.show') })
}

const ANSWERS = {
  200: CheckoutAnswer,
  201: CheckoutAnswer,
  409: CheckoutAnswer,
  422: CheckoutAnswer,
  429: CheckoutAnswer
}

function againRoute(app: BlueprintApp): void {
  const again = {
    name: 'again',
    schema: {
      summary: 'Puts what an order had into the cart again',
      params: AgainParams,
      response: { 200: AgainAnswer }
    }
  }
  app.post('/again/:number', again, async (request, reply) => {
    const order = await findOrder(app.db, request.params.number)
    if (!order || !accessTo(request, order, new Date())) throw new CHECKOUT_ERR_NO_ORDER()
    const put = await orderAgain(app.db, cartOwnerOrNew(request), order, request.language)
    if (!put) return refuseRemovedUser(request, reply)
    if (!wantsHtml(request)) return reply.send(put)
    for (const { name } of put.not_sold) flash(request, request.t('checkout:not-sold', { name }))
    for (const { name, quantity } of put.limited) flash(request, sayLimit(request.t, name, quantity))
    return reply.redirect(app.urlFor('carts.show'), 303)
  })
}
