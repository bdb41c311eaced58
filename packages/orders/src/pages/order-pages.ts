import { type BlueprintApp, blueprint, type NoParams, wantsHtml } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { formatPrice } from '@larder/money'
import { currentUser, flash, requireUser, userOf } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ORDERS_ERR_NOT_FOUND, ORDERS_ERR_OLD_LINK } from '../errors.js'
import { cancelOrder } from '../fulfilment/cancel-order.js'
import { withdrawOrder } from '../fulfilment/withdraw-order.js'
import { findLatestOrder, findOrder, listOrders } from '../lists/find-order.js'
import type { OrderRow } from '../order/lock-order.js'
import { findByKey } from '../order/order-keys.js'
import { createOrderMails } from '../order/order-mails.js'
import { sendNewLink } from '../order/send-new-link.js'
import { accessTo, grantedOrders, grantOrder, type OrderAccess } from './order-access.js'
import { LatestOrder, ListQuery, OrderList, OrderParams, OrderQuery, OrderView } from './schemas.js'
import { viewList, viewOrder } from './view-order.js'

/** The pages of orders, and their mails. */
export default blueprint(
  {
    name: 'orders',
    root: new URL('../..', import.meta.url),
    slots: ['orders.list.actions', 'orders.show.payment', 'orders.show.actions'],
    defaults: {}
  },
  routes
)

async function routes(app: BlueprintApp) {
  app.orders.mails = createOrderMails(app)
  app.addHook('onRequest', keepPrivate)
  listRoutes(app)
  showRoute(app)
  changeRoutes(app)
}

function listRoutes(app: BlueprintApp): void {
  const list = {
    preHandler: requireUser,
    schema: { summary: 'The customer’s orders', querystring: ListQuery, response: { 200: OrderList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { after } = request.query
    const orders = await listOrders(app.db, currentUser(request).id, { limit: PER_PAGE, after })
    const view = viewList(orders, PER_PAGE)
    if (!wantsHtml(request)) return view
    return reply.view('list', { ...view, formatPrice, slots: { 'orders.list.actions': view } })
  })

  const latest = { summary: 'The visitor’s latest order', response: { 200: LatestOrder } }
  app.get('/get_order', { name: 'get-order', schema: latest }, async (request) => {
    const order = await findLatestOrder(app.db, userOf(request)?.id, grantedOrders(request))
    const now = new Date()
    const access = order && accessTo(request, order, now)
    return { order: order && access ? viewOrder(order, now, access, request.language) : null }
  })
}

function showRoute(app: BlueprintApp): void {
  const show = {
    summary: 'An order of the visitor’s',
    params: OrderParams,
    querystring: OrderQuery,
    response: { 200: OrderView }
  }
  app.get('/:number', { name: 'show', templates: ['show'], schema: show }, async (request, reply) => {
    const { number } = request.params
    if (request.query.key) return openByKey(request, reply, number, request.query.key)
    const { order, access } = await findOwn(app, request)
    const view = viewOrder(order, new Date(), access, request.language)
    if (!wantsHtml(request)) return view
    const slots = {
      ...(access === 'all' && { 'orders.show.payment': { order } }),
      'orders.show.actions': { order }
    }
    return reply.view('show', { ...view, written: order.language, formatPrice, slots })
  })

  /** The link of a mail: the session remembers the order, and the URL loses the key. */
  async function openByKey(request: FastifyRequest, reply: FastifyReply, number: string, key: string) {
    const opened = await findByKey(app.db, key, new Date())
    if (opened?.number !== number) throw new ORDERS_ERR_NOT_FOUND()
    grantOrder(request, opened.orderId, opened.askedAt)
    return reply.redirect(app.urlFor('.show', { number }), 303)
  }
}

function changeRoutes(app: BlueprintApp): void {
  const change = { params: OrderParams, response: { 200: OrderView } }
  const cancel = { ...change, summary: 'Cancels an order that is not packed yet' }
  app.post('/:number/cancel', { name: 'cancel', schema: cancel }, async (request, reply) => {
    const order = await findToChange(app, request)
    const now = new Date()
    const { outcome } = await inTransaction(app.db, (tx) =>
      cancelOrder(tx, order.id, { by: 'customer', now }, app.orders)
    )
    return answer(request, reply, request.t.of('orders:cancel', outcome))
  })

  const withdraw = { ...change, summary: 'Withdraws from the contract' }
  app.post('/:number/withdraw', { name: 'withdraw', schema: withdraw }, async (request, reply) => {
    const order = await findToChange(app, request)
    const now = new Date()
    const { outcome } = await inTransaction(app.db, (tx) => withdrawOrder(tx, order.id, app.orders, now))
    return answer(request, reply, request.t.of('orders:withdraw', outcome))
  })

  const link = {
    ...change,
    summary: 'Mails a new link to the order, to the address that it was ordered with'
  }
  app.post(
    '/:number/new-link',
    { name: 'new-link', config: { rateLimit: {} }, schema: link },
    async (request, reply) => {
      const { order, access } = await findOwn(app, request)
      if (access === 'status') await sendNewLink(app.db, order, app.orders, new Date())
      // Whatever happens: who opens an old link learns nothing more by asking often.
      return answer(request, reply, request.t('orders:new-link'))
    }
  )

  async function answer(request: OrderRequest, reply: FastifyReply, message: string) {
    if (wantsHtml(request)) {
      flash(request, message)
      return reply.redirect(app.urlFor('.show', request.params), 303)
    }
    const { order, access } = await findOwn(app, request)
    return viewOrder(order, new Date(), access, request.language)
  }
}

type OrderRequest = FastifyRequest<{ Params: { number: string } }>

/** @throws ORDERS_ERR_NOT_FOUND where there is none, and where it is not the visitor's */
async function findOwn(
  app: BlueprintApp,
  request: OrderRequest
): Promise<{ order: OrderRow; access: OrderAccess }> {
  const order = await findOrder(app.db, request.params.number)
  const access = order && accessTo(request, order, new Date())
  if (!order || !access) throw new ORDERS_ERR_NOT_FOUND()
  return { order, access }
}

/** @throws as findOwn, and ORDERS_ERR_OLD_LINK where the visitor's link only shows how the order stands */
async function findToChange(app: BlueprintApp, request: OrderRequest): Promise<OrderRow> {
  const { order, access } = await findOwn(app, request)
  if (access === 'status') throw new ORDERS_ERR_OLD_LINK()
  return order
}

/** Personal pages: not kept, not found by search engines, and their URLs stay on this site. */
export async function keepPrivate(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('cache-control', 'no-store')
  reply.header('referrer-policy', 'strict-origin')
  reply.header('x-robots-tag', 'noindex')
}

const PER_PAGE = 20

declare module '@larder/blueprint' {
  interface Routes {
    'orders.list': NoParams
    'orders.get-order': NoParams
    'orders.show': { number: string }
    'orders.cancel': { number: string }
    'orders.withdraw': { number: string }
    'orders.new-link': { number: string }
  }
  interface Slots {
    /** In the customer’s list, with each order: what can be done with it. The template also sees the `order`. */
    'orders.list.actions': { orders: OrderList['orders'] }
    /** On the page of an order whose visitor sees all of it: how it is paid. */
    'orders.show.payment': { order: OrderRow }
    /** On the page of an order, before what its customer can do with it. */
    'orders.show.actions': { order: OrderRow }
  }
}
