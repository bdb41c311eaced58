import { claimNames, translatorOf } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { PAYMENTS_ERR_METHOD } from './errors.js'
import type { Payments } from './methods/method-registry.js'
import type { PaymentMethod } from './methods/payment-method.js'
import pages from './pages/payment-pages.js'
import { inboxOf } from './settling/receive-event.js'
import { addTasks, watchOrders } from './watch-orders.js'

export interface PaymentsOptions {
  /** Where the pages are; the notifications of a method come to `<prefix>/<its name>`. @default '/payments' */
  prefix?: string | undefined
  /** The first ways to pay. Others come by `app.payments.add`. @default none */
  methods?: PaymentMethod[] | undefined
  /** Milliseconds that a provider is waited for. @default 15000 */
  patience?: number | undefined
}

/**
 * Gives the app `app.payments`, to which ways to pay are added, and the pages of payments; follows
 * the orders by their hooks.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN, PAYMENTS_ERR_METHOD
 */
export default fp(payments, { name: '@larder/payments', fastify: '5.x', dependencies: ['@larder/orders'] })

async function payments(app: FastifyInstance, options: PaymentsOptions) {
  claimNames(app, { plugin: '@larder/payments', names: ['app.payments'] })
  const { prefix = '/payments', methods = [], patience = 15_000 } = options
  app.decorate('payments', {
    add: (method) => addMethod(app, method, `${prefix}/${method.name}`),
    methods: [],
    db: app.db,
    orders: app.orders,
    log: app.log,
    urls: {
      back: (id, language) => app.urlFor('payments.show', { id }, {}, { absolute: true, language }),
      payment: (id) => app.urlFor('payments.show', { id }),
      order: (number) => app.urlFor('orders.show', { number })
    },
    speak: (language) => translatorOf(app, language).t,
    patience
  } satisfies Payments)
  for (const method of methods) app.payments.add(method)
  await app.register(pages, { prefix })
  watchOrders(app)
  addTasks(app)
}

function addMethod(app: FastifyInstance, method: PaymentMethod, prefix: string): void {
  const { name } = method
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name)) {
    throw new PAYMENTS_ERR_METHOD(name, 'a name has lower-case letters, digits and hyphens, at most 32')
  }
  if (app.payments.methods.some((one) => one.name === name)) {
    throw new PAYMENTS_ERR_METHOD(name, 'there is one of this name already')
  }
  app.payments.methods.push(method)
  if (method.routes) app.register(async (scope) => method.routes?.(scope, inboxOf(app.db, name)), { prefix })
}

declare module 'fastify' {
  interface FastifyInstance {
    /** The ways to pay, and what the functions of @larder/payments are given. */
    payments: Payments
  }
}

export { type AbandonOutcome, abandonPayment } from './attempts/abandon-payment.js'
export { type BeginOutcome, beginPayment } from './attempts/begin-payment.js'
export { type AgainOutcome, payAgain } from './attempts/pay-again.js'
export { type EpcTransfer, epcCode } from './methods/epc-code.js'
export { methodOf, offeredMethods, type Payments } from './methods/method-registry.js'
export { type OnDeliveryOptions, onDelivery } from './methods/on-delivery.js'
export type {
  Begun,
  Instructions,
  OrderFacts,
  Payment,
  PaymentInbox,
  PaymentMethod,
  PaymentPage,
  PaymentReading,
  PaymentRefund,
  ReceivedEvent,
  RefundAnswer,
  RefundReading
} from './methods/payment-method.js'
export { isIban, type TransferOptions, transfer } from './methods/transfer.js'
export { checkPayments } from './payment/check-payments.js'
export {
  countPayments,
  listEvents,
  listPayments,
  listPaymentsToCheck,
  type PaymentToCheck
} from './payment/list-payments.js'
export { recordRefund } from './settling/make-refund.js'
export { type Receipt, recordReceipt } from './settling/record-receipt.js'
export { type RefundCause, type RefundOutcome, refund } from './settling/refund-order.js'
export { type SettleOutcome, settle } from './settling/settle-payment.js'
