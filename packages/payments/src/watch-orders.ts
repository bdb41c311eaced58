import { type Translate, writeText } from '@larder/blueprint'
import { payableOf } from '@larder/orders'
import { enqueue } from '@larder/tasks'
import type { FastifyInstance } from 'fastify'
import { abandonPayment, askBeforeExpiry } from './attempts/abandon-payment.js'
import { forgetPayments } from './forget-payments.js'
import { findMethod, methodOf, offeredMethods } from './methods/method-registry.js'
import type { Instructions } from './methods/payment-method.js'
import { listPaymentsOf } from './payment/lock-payments.js'
import { openAttempt } from './payment/open-attempt.js'
import { ABANDON, CAPTURE, HANDLE_EVENT, REFUND, SETTLE } from './payment/payment-tasks.js'
import { recordSums } from './settling/book-money.js'
import { captureOrder } from './settling/capture-payment.js'
import { endUnfitAttempt } from './settling/end-unfit-attempt.js'
import { makeRefund } from './settling/make-refund.js'
import { deleteBodies, followUp, handleEvent } from './settling/receive-event.js'
import { refundExcess } from './settling/refund-order.js'
import { settle } from './settling/settle-payment.js'

/** What orders mean for their payments, in the transactions of their changes. */
export function watchOrders(app: FastifyInstance): void {
  const { payments } = app
  app.beforeOrder(async (_tx, { draft, total }) => {
    const { paymentMethod, currency, deliveryAddress, delivery } = draft
    const facts = { total, currency, country: deliveryAddress.country, delivery: delivery.method }
    const isOffered = offeredMethods(payments, facts).some(({ name }) => name === paymentMethod)
    return isOffered || total === 0 ? undefined : (t) => t('payments:not-offered')
  })
  app.noteInOrderMails((_mail, order, t) => {
    const method = findMethod(payments, order.paymentMethod)
    const due = payableOf(order)
    return due > 0 && method?.instructions ? inWords(method.instructions(order, due, t), t) : undefined
  })
  app.onOrderPlaced(async (tx, order) => {
    if (order.total === 0) return
    await openAttempt(tx, order, methodOf(payments, order.paymentMethod), [], order.placedAt)
  })
  app.onOrderAnonymised((tx, { id }) => forgetPayments(tx, id))
  app.onOrderReduced(async (tx, order, less) => {
    const cause = { now: new Date() }
    await refundExcess(tx, payments, order.id, { reason: 'reduced', less, ...cause })
    await recordSums(tx, payments, order.id, cause)
    await endUnfitAttempt(tx, payments, order)
  })
  app.onOrderCancelled(async (tx, order) => {
    await refundExcess(tx, payments, order.id, { reason: 'cancelled', now: new Date() })
    await endUnfitAttempt(tx, payments, order)
  })
  app.onOrderSent(async (tx, order) => {
    const rows = await listPaymentsOf(tx, order.id)
    if (!rows.some(({ status }) => status === 'authorized')) return
    await enqueue(tx, CAPTURE, { order: order.id }, { key: `payments.capture:${order.id}:${order.version}` })
  })
  app.beforeOrderExpires((_db, order) => askBeforeExpiry(payments, order))
}

function inWords({ text, details = {} }: Instructions, t: Translate): string {
  const lines = Object.entries(details).map(([label, value]) => t('payments:mail.detail', { label, value }))
  return [writeText(text, t), ...(lines.length > 0 ? ['', ...lines] : [])].join('\n')
}

/** The work of this package that is done after a transaction. */
export function addTasks({ tasks, payments }: FastifyInstance): void {
  tasks.add(SETTLE, async ({ payment }) => void (await settle(payments, payment)))
  tasks.add(ABANDON, async ({ payment }) => void (await abandonPayment(payments, payment)))
  tasks.add(CAPTURE, ({ order }) => captureOrder(payments, order))
  tasks.add(REFUND, ({ refund }, task) => makeRefund(payments, refund, task))
  tasks.add(HANDLE_EVENT, (event) => handleEvent(payments, event))
  tasks.every('payments.follow-up', FIVE_MINUTES, () => followUp(payments))
  tasks.every('payments.delete-bodies', DAY, () => deleteBodies(payments.db))
}

const FIVE_MINUTES = 5 * 60_000
const DAY = 24 * 60 * 60_000
