import { claimNames, type Setting, settingOf } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { completeOrder } from './fulfilment/complete-order.js'
import { deleteOldInvoices } from './invoices/delete-old-invoices.js'
import { claimOrders } from './order/claim-orders.js'
import type { OrderRow } from './order/lock-order.js'
import type { PricedOrder } from './order/order-draft.js'
import type {
  OrderGuard,
  OrderHook,
  OrderHooks,
  OrderSettings,
  Orders,
  ReducedHook,
  Seller
} from './order/order-hooks.js'
import { deleteExpiredKeys } from './order/order-keys.js'
import { createOrderMails } from './order/order-mails.js'
import { COMPLETE, EXPIRE } from './order/order-tasks.js'
import invoicePages from './pages/invoice-pages.js'
import pages from './pages/order-pages.js'
import { ANONYMISE, anonymiseOrders, anonymiseWhenOver } from './personal-data/anonymise-order.js'
import { exportOrders } from './personal-data/export-orders.js'
import { expireOrder } from './placing/expire-order.js'

export interface OrdersOptions extends Partial<Omit<OrderSettings, 'numberPrefix' | 'seller'>> {
  /** What numbers of orders begin with. @default nothing */
  numberPrefix?: Setting<string> | undefined
  /** Whom invoices name as the seller. @default nobody */
  seller?: Setting<Seller> | undefined
  /** For how many years invoices are kept, from the end of the one in which they were issued. @default 10 */
  keepInvoices?: number | undefined
  /** Where the pages of orders are. @default '/orders' */
  prefix?: string | undefined
  /** Where invoices are. @default '/invoices' */
  invoicesPrefix?: string | undefined
}

/**
 * Gives the app `app.orders`, which the functions beside it are given, the hooks that hear of
 * orders, and the pages.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN
 */
export default fp(orders, {
  name: '@larder/orders',
  fastify: '5.x',
  dependencies: ['@larder/database', '@larder/session', '@larder/mail', '@larder/stock', '@larder/tasks']
})

async function orders(app: FastifyInstance, options: OrdersOptions) {
  claimNames(app, { plugin: '@larder/orders', names: ADDED })
  const {
    prefix = '/orders',
    invoicesPrefix = '/invoices',
    numberPrefix = '',
    seller = NOBODY,
    keepInvoices = 10,
    ...rest
  } = options
  const [prefixNow, sellerNow] = [settingOf(numberPrefix), settingOf(seller)]
  const hooks = addHooks(app)
  app.decorate('orders', {
    hooks,
    stockHooks: app.stockHooks,
    mails: createOrderMails(app),
    settings: {
      ...SETTINGS,
      ...rest,
      get numberPrefix() {
        return prefixNow()
      },
      get seller() {
        return sellerNow()
      }
    }
  } satisfies Orders)
  await app.register(pages, { prefix })
  await app.register(invoicePages, { prefix: invoicesPrefix })
  app.tasks.add(EXPIRE, async ({ order, due }) => {
    await expireOrder(app.db, order, app.orders, new Date(Math.max(due, Date.now())))
  })
  app.tasks.add(COMPLETE, ({ order }) => completeOrder(app.db, order, new Date()))
  app.onAddressProved(async (tx, { id: userId, email }) => void (await claimOrders(tx, { userId, email })))
  app.onExport('orders', exportOrders)
  app.onErase((tx, person, now) => anonymiseOrders(tx, hooks.anonymised, person, now))
  app.tasks.add(ANONYMISE, async ({ order, due }) => {
    const now = new Date(Math.max(due, Date.now()))
    await inTransaction(app.db, (tx) => anonymiseWhenOver(tx, hooks.anonymised, order, now))
  })
  app.tasks.every('orders.delete-invoices', DAY, () => deleteOldInvoices(app.db, keepInvoices, new Date()))
  app.tasks.every('orders.delete-keys', DAY, () => deleteExpiredKeys(app.db, new Date()))
}

const ADDED = [
  ...(['app.orders', 'app.adjustOrder', 'app.beforeOrder', 'app.onOrderPlaced', 'app.onOrderPaid'] as const),
  ...(['app.onOrderReduced', 'app.onOrderCancelled', 'app.onOrderSent', 'app.onOrderAnonymised'] as const),
  ...(['app.beforeOrderRestored', 'app.beforeOrderExpires', 'app.noteInOrderMails'] as const),
  ...(['app.attachToOrderMails'] as const)
]

function addHooks(app: FastifyInstance): OrderHooks {
  const hooks: OrderHooks = {
    ...{ adjust: [], before: [], placed: [], paid: [], reduced: [], cancelled: [], sent: [] },
    ...{ beforeRestored: [], beforeExpiry: [], mailNotes: [], mailFiles: [], anonymised: [] }
  }
  app.decorate('adjustOrder', (hook) => void hooks.adjust.push(hook))
  app.decorate('beforeOrder', (hook) => void hooks.before.push(hook))
  app.decorate('onOrderPlaced', (hook) => void hooks.placed.push(hook))
  app.decorate('onOrderPaid', (hook) => void hooks.paid.push(hook))
  app.decorate('onOrderReduced', (hook) => void hooks.reduced.push(hook))
  app.decorate('onOrderCancelled', (hook) => void hooks.cancelled.push(hook))
  app.decorate('onOrderSent', (hook) => void hooks.sent.push(hook))
  app.decorate('onOrderAnonymised', (hook) => void hooks.anonymised.push(hook))
  app.decorate('beforeOrderRestored', (hook) => void hooks.beforeRestored.push(hook))
  app.decorate('beforeOrderExpires', (hook) => void hooks.beforeExpiry.push(hook))
  app.decorate('noteInOrderMails', (hook) => void hooks.mailNotes.push(hook))
  app.decorate('attachToOrderMails', (hook) => void hooks.mailFiles.push(hook))
  return hooks
}

const NOBODY: Seller = { name: '', address: [], vatNumber: '' }
const SETTINGS: Omit<OrderSettings, 'numberPrefix' | 'seller'> = {
  nameGoods: async () => new Map(),
  invoiceAt: 'sent',
  invoiceSeries: 'INV',
  creditSeries: 'CN'
}
const DAY = 24 * 60 * 60_000

declare module 'fastify' {
  interface FastifyInstance {
    /** What the functions of @larder/orders are given. */
    orders: Orders
    /** Changes an order before it is summed up: discounts, fees. It is pure. */
    adjustOrder(hook: OrderHooks['adjust'][number]): void
    /** Refuses an order by a sentence, in the transaction that places it. */
    beforeOrder(hook: OrderGuard<PricedOrder>): void
    onOrderPlaced(hook: OrderHook): void
    onOrderPaid(hook: OrderHook): void
    /** Runs when less is owed than before and the order stands: units were cancelled, or weighed less. */
    onOrderReduced(hook: ReducedHook): void
    onOrderCancelled(hook: OrderHook): void
    onOrderSent(hook: OrderHook): void
    /** When what names the customer is taken out of an order; the hook has the order before it. */
    onOrderAnonymised(hook: OrderHook): void
    /** Refuses by a sentence to take an expired order up again, or takes again what it needs. */
    beforeOrderRestored(hook: OrderGuard<OrderRow>): void
    /** Asks, outside of any transaction, whether an overdue order was paid after all. */
    beforeOrderExpires(hook: OrderHooks['beforeExpiry'][number]): void
    /** Adds a paragraph to the mails of an order, in its language: how to pay. It is pure. */
    noteInOrderMails(hook: OrderHooks['mailNotes'][number]): void
    /** Attaches files to mails of an order, as the terms that it was placed by. */
    attachToOrderMails(hook: OrderHooks['mailFiles'][number]): void
  }
}

export { checkOrders } from './checks/check-orders.js'
export {
  type Cancellation,
  type CancelOutcome,
  type CancelUnitsOutcome,
  cancelOrder,
  cancelUnits
} from './fulfilment/cancel-order.js'
export { completeOrder } from './fulfilment/complete-order.js'
export { type PaymentSums, paymentState, recordPayment } from './fulfilment/record-payment.js'
export {
  type PackOutcome,
  type Parcel,
  packOrder,
  recordArrival,
  returnUnits,
  sendOrder,
  unpackParcel
} from './fulfilment/ship-order.js'
export { mayWithdraw, withdrawOrder } from './fulfilment/withdraw-order.js'
export { creditInvoice, InvoiceDocument, issueInvoice, readDocument } from './invoices/issue-invoice.js'
export { countOrderedGoods } from './lists/count-ordered-goods.js'
export { countOrders, countSlotOrders, type OrderCount } from './lists/count-orders.js'
export {
  findLatestOrder,
  findOrder,
  findOrderNumbers,
  type ListedOrder,
  listOrders
} from './lists/find-order.js'
export { hasBought } from './lists/has-bought.js'
export { hasOrders } from './lists/has-orders.js'
export { listBoughtGoods } from './lists/list-bought-goods.js'
export { listMispaidOrders, type MispaidOrder } from './lists/list-mispaid-orders.js'
export { listOrderedTogether } from './lists/list-ordered-together.js'
export { listOrderSums, type OrderSums } from './lists/list-sums.js'
export { claimOrders } from './order/claim-orders.js'
export { addToTimeline, editOrder, mayEdit, type OrderEdit } from './order/edit-order.js'
export {
  type Cause,
  dueOf,
  lockOrder,
  type OrderRow,
  owedOf,
  payableOf,
  readOrder
} from './order/lock-order.js'
export type { DraftDelivery, DraftLine, OrderDraft, PricedOrder } from './order/order-draft.js'
export type {
  OrderGuard,
  OrderHook,
  OrderHooks,
  OrderSettings,
  Orders,
  ReducedHook,
  Seller
} from './order/order-hooks.js'
export { owedForReturned, type Units } from './order/order-lines.js'
export type { MailFile } from './order/order-mails.js'
export { accessTo, grantedOrders, grantOrder, type OrderAccess } from './pages/order-access.js'
export { keepPrivate } from './pages/order-pages.js'
export { OrderView } from './pages/schemas.js'
export { viewOrder } from './pages/view-order.js'
export { type ExpireOutcome, expireOrder, expireOverdueOrders } from './placing/expire-order.js'
export { findTaxRates } from './placing/find-tax-rates.js'
export { findSame, type PlaceOutcome, placeOrder } from './placing/place-order.js'
export { priceOrder } from './placing/price-order.js'
export { type RestoreOutcome, restoreOrder } from './placing/restore-order.js'
