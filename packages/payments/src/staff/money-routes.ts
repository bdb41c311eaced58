import { type BlueprintApp, OrEmpty, RowId, Text, WholeNumber } from '@larder/blueprint'
import { formatPrice, parsePrice } from '@larder/money'
import { addToTimeline, type OrderRow, readOrder } from '@larder/orders'
import {
  changeOrder,
  findStaffOrder,
  OrderIdParams,
  PriceText,
  Refused,
  replyChanged,
  replyOrderConflict,
  StaffOrder,
  stateInWords
} from '@larder/orders/staff'
import { actorOf, type ConflictField, recordAudit, seenVersion, staffMember } from '@larder/staff'
import { Type } from 'typebox'
import { PAYMENTS_ERR_NOT_FOUND } from '../errors.js'
import { recordRefund } from '../settling/make-refund.js'
import { recordReceipt } from '../settling/record-receipt.js'
import { refund } from '../settling/refund-order.js'
import { settle } from '../settling/settle-payment.js'

/** What staff do with the money of an order: record what arrived, pay back, ask the provider. */
export default function moneyRoutes(app: BlueprintApp): void {
  receiveRoute(app)
  refundRoutes(app)
  askRoute(app)
}

function receiveRoute(app: BlueprintApp): void {
  const receive = {
    ...RECORD,
    schema: { ...CHANGE, summary: 'Records money that arrived without a provider', body: ReceiptBody }
  }
  app.post('/orders/:id/receive', { name: 'receive', ...receive }, async (request, reply) => {
    const { amount: text, method, ref } = request.body
    const version = seenVersion(request)
    const order = await findStaffOrder(app.db, request.params.id)
    const amount = readAmount(text, order)
    if (!amount) return replyChanged(app, request, reply, { problem: NO_AMOUNT })
    if (method && !app.payments.methods.some(({ name, read }) => name === method && !read)) {
      return replyChanged(app, request, reply, {
        problem: 'Nothing arrives by this method without a provider.'
      })
    }
    const { outcome, due } = await recordReceipt(app.payments, order.id, {
      ...{ amount, version, cause: { now: new Date(), actorId: staffMember(request).id } },
      ...(method && { method }),
      ...(ref?.trim() && { ref: ref.trim() }),
      recorded: (tx, { id, paid, paymentMethod }) =>
        recordAudit(tx, actorOf(request), {
          action: 'payments.record',
          subject: ['order', id],
          changes: {
            paid: [paid, paid + amount],
            method: [null, method || paymentMethod],
            ref: [null, ref ?? '']
          }
        })
    })
    if (outcome === 'changed') {
      const theirs = await readOrder(app.db, order.id)
      const fields = [
        amountField(text, `${price(theirs, theirs.paid)} arrived`),
        field('method', 'How', method ?? '', ''),
        field('ref', 'The bank’s name for it', ref ?? '', '')
      ]
      return replyOrderConflict(app, request, reply, fields, theirs)
    }
    if (outcome === 'known')
      return replyChanged(app, request, reply, { problem: 'This receipt is recorded already.' })
    const left = due > 0 ? `${price(order, due)} is still due.` : 'Nothing is due any more.'
    return replyChanged(app, request, reply, { done: `${price(order, amount)} is recorded. ${left}` })
  })
}

function refundRoutes(app: BlueprintApp): void {
  const back = {
    ...REFUND,
    schema: { ...CHANGE, summary: 'Pays back a part of what was paid, or all', body: RefundBody }
  }
  app.post('/orders/:id/refund', { name: 'refund', ...back }, async (request, reply) => {
    const { amount: text, reason } = request.body
    return changeOrder(app, request, reply, {
      action: 'orders.refund',
      fields: (order) => [
        amountField(text, `${price(order, order.refunded)} paid back`),
        field('reason', 'Why', reason, stateInWords(order))
      ],
      async work(tx, order, cause) {
        const amount = readAmount(text, order)
        if (!amount) return { problem: NO_AMOUNT }
        if (reason.trim() === '') return { problem: 'Say why it is paid back.' }
        const refunded = await refund(tx, app.payments, order.id, { amount, reason: reason.trim(), ...cause })
        if (refunded.outcome === 'too-much') {
          return { problem: `At most ${price(order, refunded.most)} can be paid back.` }
        }
        await addToTimeline(tx, order.id, 'refund-asked', cause, { amount, reason: reason.trim() })
        return {
          done: `${price(order, amount)} goes back.`,
          changes: { refund: [null, amount], reason: [null, reason.trim()] }
        }
      }
    })
  })

  const made = {
    ...REFUND,
    schema: {
      ...CHANGE,
      summary: 'Notes that staff have paid back by hand',
      params: Type.Object({ ...OrderIdParams.properties, refund: RowId() }),
      body: VersionBody
    }
  }
  app.post('/orders/:id/refunds/:refund/made', { name: 'refund-made', ...made }, async (request, reply) => {
    const { id, refund: refundId } = request.params
    const found = await app.db.refund.findFirst({ where: { id: refundId, payment: { orderId: id } } })
    if (!found) throw new PAYMENTS_ERR_NOT_FOUND()
    return changeOrder(app, request, reply, {
      action: 'payments.refund-made',
      fields: (order) => [field('state', 'State', 'paid back', stateInWords(order))],
      async work(tx, order, cause) {
        await recordRefund(tx, app.payments, refundId, cause)
        return { done: `${price(order, found.amount)} is noted as paid back.` }
      }
    })
  })
}

function askRoute(app: BlueprintApp): void {
  const ask = {
    ...RECORD,
    schema: {
      ...CHANGE,
      summary: 'Asks the provider what became of a payment',
      params: Type.Object({ ...OrderIdParams.properties, payment: RowId() })
    }
  }
  app.post('/orders/:id/payments/:payment/ask', { name: 'ask', ...ask }, async (request, reply) => {
    const { id, payment } = request.params
    const found = await app.db.payment.findFirst({ where: { id: payment, orderId: id } })
    if (!found) throw new PAYMENTS_ERR_NOT_FOUND()
    // What the provider says is no change of the staff's. That they asked is noted, whatever it says.
    const changes = { payment: [null, payment] } as const
    await recordAudit(app.db, actorOf(request), { action: 'payments.ask', subject: ['order', id], changes })
    try {
      const { outcome } = await settle(app.payments, payment)
      return replyChanged(app, request, reply, ASK_ANSWERS[outcome])
    } catch (error) {
      request.log.warn({ err: error, payment }, 'A provider does not say what became of a payment.')
      return replyChanged(app, request, reply, {
        problem: 'The provider does not answer. It is asked again later.'
      })
    }
  })
}

/** @returns undefined for what is no price, or 0 */
function readAmount(text: string, { currency }: OrderRow): number | undefined {
  const read = parsePrice(text, currency, '.')
  return read.outcome === 'price' && read.amount > 0 ? read.amount : undefined
}

function price({ currency }: OrderRow, amount: number): string {
  return formatPrice(amount, currency)
}

function amountField(mine: string, theirs: string): ConflictField {
  return field('amount', 'Amount', mine, theirs)
}

function field(name: string, label: string, mine: string, theirs: string): ConflictField {
  return { name, label, mine, theirs }
}

const RECORD = { config: { permission: 'payments.record' } }
const REFUND = { config: { permission: 'orders.refund' } }
const CHANGE = { params: OrderIdParams, response: { 200: StaffOrder, 422: Refused } }
const VERSION = { version: Type.Optional(WholeNumber({ minimum: 1, maximum: 2_147_483_647 })) }
const VersionBody = Type.Object(VERSION)
const ReceiptBody = Type.Object({
  ...VERSION,
  amount: PriceText,
  method: OrEmpty(
    Type.String({ pattern: '^[a-z][a-z0-9-]{0,31}$', description: 'A method without a provider.' })
  ),
  ref: Type.Optional(Text(255, 'What the bank calls it. It is recorded once.'))
})
const RefundBody = Type.Object({ ...VERSION, amount: PriceText, reason: Text(200) })
const NO_AMOUNT = 'Give an amount such as 4.20.'
const ASK_ANSWERS = {
  settled: { done: 'The provider has told, and it is written down.' },
  unknown: { problem: 'The provider knows of no such payment.' },
  'other-currency': { problem: 'It was paid in another currency. Look at the provider’s own pages.' },
  'by-hand': { problem: 'There is no provider to ask: record what arrives.' }
}
