import type {} from '@fastify/rate-limit'
import {
  type BlueprintApp,
  everyHour,
  localPath,
  pathToReturn,
  type Setting,
  settingOf,
  wantsHtml
} from '@larder/blueprint'
import { findGoods, picturesOf, urlOfPicture } from '@larder/goods'
import { formatPrice } from '@larder/money'
import { currentSession, flash, refuseRemovedUser, userOf } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addToCart } from './add-to-cart.js'
import { cartOwner, cartOwnerOrNew, guestCart } from './cart-owner.js'
import { type CartSummaries, cartSummaries } from './cart-summary.js'
import { changeLine, type LineOutcome } from './change-line.js'
import { deleteCartsOfSessions, deleteGuestCarts } from './delete-guest-carts.js'
import { CARTS_ERR_NO_LINE, CARTS_ERR_UNKNOWN_GOOD } from './errors.js'
import { findCart } from './find-cart.js'
import { mergeCart } from './merge-cart.js'
import { findLine, takeRemoved } from './removed-line.js'
import { sayLimit } from './say-limit.js'
import { CartView, LineChange, LineParams, mostInCart, NewLine } from './schemas.js'

export interface CartsOptions {
  /** What the shop's prices are in, ISO 4217. @default 'EUR' */
  currency?: Setting<string> | undefined
}

export default async function routes(app: BlueprintApp, { currency }: Required<CartsOptions>) {
  followSessions(app)
  const summaries = cartSummaries(app, settingOf(currency))
  showEverywhere(app, summaries)
  app.onExport('cart', async (db, { userId }) =>
    userId === null ? null : findCart(db, { userId }, settingOf(currency)())
  )
  showRoutes(app, settingOf(currency), summaries)
  changeRoutes(app, settingOf(currency))
}

/** The cart's sum for every page, and what puts something into it for every product and card. */
function showEverywhere(app: BlueprintApp, summaries: CartSummaries): void {
  app.addViewContext((request) => {
    const show = async () => {
      const cart = await summaries.read(request)
      return cart?.count
        ? { inCart: { count: cart.count, total: formatPrice(cart.total, cart.currency, request.language) } }
        : {}
    }
    return summaries.read(request) ? show() : {}
  })
  const quantitiesOf = async (request: FastifyRequest) => {
    const cart = await summaries.read(request)
    return ({ id }: { id: number }) => cart?.quantities.get(id) ?? 0
  }
  app.fillSlot('goods.show.actions', {
    template: 'buy',
    styles: ['carts.css'],
    data: async ({ good }, request) => {
      const most = mostInCart(good)
      return most > 0 ? { most, quantity: (await quantitiesOf(request))(good) } : undefined
    }
  })
  app.fillSlot('goods.card', {
    template: 'card',
    styles: ['carts.css'],
    data: async (_goods, request) => {
      const quantityOf = await quantitiesOf(request)
      return { quantityOf, mostInCart, back: pathToReturn(request) ?? '' }
    }
  })
}

function showRoutes(app: BlueprintApp, currency: () => string, summaries: CartSummaries): void {
  const shown = { formatPrice, pictureOf: picturesOf(app), mostInCart }
  const show = { summary: 'The visitor’s cart', response: { 200: CartView } }
  app.get('/', { name: 'show', templates: ['show'], schema: show }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const cart = await findCart(app.db, cartOwner(request), currency(), request.language)
    if (!wantsHtml(request)) return asJson(app, cart)
    summaries.keep(request, cart)
    const slots = cart.lines.length > 0 ? { 'carts.show.actions': { cart } } : {}
    return reply.view('show', { ...shown, ...cart, removed: takeRemoved(request), slots })
  })

  app.get('/get_carts', { name: 'get-carts', schema: show }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return asJson(app, await findCart(app.db, cartOwner(request), currency(), request.language))
  })
}

function changeRoutes(app: BlueprintApp, currency: () => string): void {
  const response = { 200: CartView }
  const add = { summary: 'Puts some of a good into the cart', body: NewLine, response }
  app.post('/lines', { name: 'add', ...STRANGERS_ROWS, schema: add }, async (request, reply) => {
    const { quantity, back } = request.body
    const [good] = await findGoods(app.db, [request.body.good], request.language)
    if (!good) throw new CARTS_ERR_UNKNOWN_GOOD()
    const outcome = await addToCart(app.db, cartOwnerOrNew(request), good.id, quantity, mostInCart(good))
    if (!outcome) return refuseRemovedUser(request, reply)
    return answer(request, reply, { id: good.id, name: good.name, back }, outcome)
  })

  const line = { params: LineParams, response }
  const set = { ...line, summary: 'Sets the quantity of a good in the cart', body: LineChange }
  app.post('/lines/:good', { name: 'change', schema: set }, (request, reply) =>
    change(request, reply, request.params.good, request.body)
  )
  app.put('/lines/:good', { schema: set }, (request, reply) =>
    change(request, reply, request.params.good, request.body)
  )
  const remove = { ...line, summary: 'Takes a good out of the cart' }
  app.delete('/lines/:good', { schema: remove }, (request, reply) =>
    change(request, reply, request.params.good, { quantity: 0 })
  )

  async function change(request: FastifyRequest, reply: FastifyReply, id: number, wanted: LineChange) {
    const { quantity, back } = wanted
    const owner = cartOwner(request)
    if (!owner) throw new CARTS_ERR_NO_LINE()
    const [good] = quantity > 0 ? await findGoods(app.db, [id], request.language) : []
    // The cart's page offers back what was removed there.
    const isOffered = quantity === 0 && back === undefined && wantsHtml(request)
    const removed = isOffered ? await findLine(app.db, owner, id, request.language) : undefined
    const outcome = await changeLine(app.db, owner, id, quantity, good ? mostInCart(good) : 0)
    if (!outcome) throw new CARTS_ERR_NO_LINE()
    if (removed) request.session.removedLine = removed
    return answer(request, reply, { id, name: good?.name, back }, outcome)
  }

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    changed: Changed,
    outcome: LineOutcome
  ) {
    if (!wantsHtml(request))
      return asJson(app, await findCart(app.db, cartOwner(request), currency(), request.language))
    const { id, name, back } = changed
    const isTold = outcome.limited && name !== undefined
    if (isTold) flash(request, sayLimit(request.t, name, outcome.quantity))
    const page = localPath(back)
    if (!page) return reply.redirect(app.urlFor('.show'), 303)
    // A fragment would take the focus from the message.
    return reply.redirect(isTold ? page : `${page}#product-${id}`, 303)
  }
}

/** The product whose line was changed, and the page to return to. */
interface Changed {
  id: number
  name: string | undefined
  back: string | undefined
}

/** The cart with the URLs of its pictures. */
function asJson(app: BlueprintApp, cart: CartView): CartView {
  const pictureOf = picturesOf(app)
  const lines = cart.lines.map(({ good, ...line }) => ({
    ...line,
    good: { ...good, picture: urlOfPicture(pictureOf, good.picture) }
  }))
  return { ...cart, lines }
}

/** Guests' carts go with their sessions, and become the customer's at log-in. */
function followSessions(app: BlueprintApp): void {
  app.onSessionsEnd(deleteCartsOfSessions)
  everyHour(
    app,
    (signal) => deleteGuestCarts(app.db, app.sessionSettings.absoluteTimeout, signal),
    'Carts of guests were not deleted.'
  )
  app.onSignIn(async (request, user) => {
    const { stored, cartId = guestCart(currentSession(request)) } = request.session
    // Even where the session knew of no cart when it was read: another request may be opening it.
    if (stored) await mergeCart(app.db, cartId, user.id)
  })
}

// Guests write rows: three for their first good, one for each other. With @fastify/rate-limit all
// guests of one address may add one a second, for ten minutes at a time.
const STRANGERS_ROWS = {
  config: {
    rateLimit: {
      max: 600,
      timeWindow: 10 * 60_000,
      allowList: (request: FastifyRequest) => userOf(request) !== undefined
    }
  }
}
