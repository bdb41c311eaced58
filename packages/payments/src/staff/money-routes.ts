import { type BlueprintApp, OrEmpty, RowId, Text, type Translate, WholeNumber } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
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
import { type Static, Type } from 'typebox'
import { PAYMENTS_ERR_NOT_FOUND } from '../errors.js'
import { recordRefund } from '../settling/make-refund.js'
import { recordReceipt } from '../settling/record-receipt.js'
import { refund } from '../settling/refund-order.js'
import { settle } from '../settling/settle-payment.js'

/** What staff do with the money of an order: record what arrived, pay back, ask the provider. */
export default function moneyRoutes(app: BlueprintApp): void {
  receiveRoute(app)
  refundRoute(app)
  refundMadeRoute(app)
  askRoute(app)
  seenRoute(app)
}

function receiveRoute(app: BlueprintApp): void {
  const receive = {
    ...RECORD,
    schema: { ...CHANGE, summary: 'Records money that arrived without a provider', body: ReceiptBody }
  }
  app.post('/orders/:id/receive', { name: 'receive', ...receive }, async (request, reply) => {
    const { amount: text, method, ref } = request.body
    const { t } = request
    const version = seenVersion(request)
    const order = await findStaffOrder(app.db, request.params.id)
    const amount = readAmount(text, order)
    if (!amount) return replyChanged(app, request, reply, { problem: t('payments-staff:problem.amount') })
    if (method && !app.payments.methods.some(({ name, read }) => name === method && !read)) {
      return replyChanged(app, request, reply, {
        problem: t('payments-staff:problem.method')
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
        amountField(t, text, t('payments-staff:arrived', { amount: price(theirs, theirs.paid, t) })),
        field('method', t('payments-staff:label.method'), method ?? '', ''),
        field('ref', t('payments-staff:label.ref'), ref ?? '', '')
      ]
      return replyOrderConflict(app, request, reply, fields, theirs)
    }
    if (outcome === 'known')
      return replyChanged(app, request, reply, { problem: t('payments-staff:problem.known') })
    const done = { amount: price(order, amount, t), due: price(order, due, t) }
    return replyChanged(app, request, reply, {
      done: due > 0 ? t('payments-staff:recorded', done) : t('payments-staff:recorded-all', done)
    })
  })
}

function refundRoute(app: BlueprintApp): void {
  const back = {
    ...REFUND,
    schema: { ...CHANGE, summary: 'Pays back a part of what was paid, or all', body: RefundBody }
  }
  app.post('/orders/:id/refund', { name: 'refund', ...back }, async (request, reply) => {
    const { amount: text, reason } = request.body
    const { t } = request
    return changeOrder(app, request, reply, {
      action: 'orders.refund',
      fields: (order) => [
        amountField(t, text, t('payments-staff:paid-back', { amount: price(order, order.refunded, t) })),
        field('reason', t('payments-staff:label.reason'), reason, stateInWords(order, t))
      ],
      async work(tx, order, cause) {
        const amount = readAmount(text, order)
        if (!amount) return { problem: t('payments-staff:problem.amount') }
        if (reason.trim() === '') return { problem: t('payments-staff:problem.reason') }
        const refunded = await refund(tx, app.payments, order.id, { amount, reason: reason.trim(), ...cause })
        if (refunded.outcome === 'too-much') {
          return { problem: t('payments-staff:problem.too-much', { most: price(order, refunded.most, t) }) }
        }
        await addToTimeline(tx, order.id, 'refund-asked', cause, { amount, reason: reason.trim() })
        return {
          done: t('payments-staff:refunded', { amount: price(order, amount, t) }),
          changes: { refund: [null, amount], reason: [null, reason.trim()] }
        }
      }
    })
  })
}

function refundMadeRoute(app: BlueprintApp): void {
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
    const { t } = request
    const found = await app.db.refund.findFirst({ where: { id: refundId, payment: { orderId: id } } })
    if (!found) throw new PAYMENTS_ERR_NOT_FOUND()
    return changeOrder(app, request, reply, {
      action: 'payments.refund-made',
      fields: (order) => [
        field(
          'state',
          t('payments-staff:label.state'),
          t('payments-staff:is-paid-back'),
          stateInWords(order, t)
        )
      ],
      async work(tx, order, cause) {
        const amount = await recordRefund(tx, app.payments, refundId, cause)
        return { done: t('payments-staff:refund-made', { amount: price(order, amount, t) }) }
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
      params: PaymentParams
    }
  }
  app.post('/orders/:id/payments/:payment/ask', { name: 'ask', ...ask }, async (request, reply) => {
    const { id, payment } = request.params
    const { t } = request
    await findPayment(app, request.params)
    // What the provider says is no change of the staff's. That they asked is noted, whatever it says.
    const changes = { payment: [null, payment] } as const
    await recordAudit(app.db, actorOf(request), { action: 'payments.ask', subject: ['order', id], changes })
    try {
      const { outcome } = await settle(app.payments, payment)
      const told = t.of('payments-staff:asked', outcome)
      return replyChanged(app, request, reply, outcome === 'settled' ? { done: told } : { problem: told })
    } catch (error) {
      request.log.warn({ err: error, payment }, 'A provider does not say what became of a payment.')
      return replyChanged(app, request, reply, {
        problem: t('payments-staff:problem.away')
      })
    }
  })
}

function seenRoute(app: BlueprintApp): void {
  const seen = {
    ...RECORD,
    schema: {
      ...CHANGE,
      summary: 'Notes that staff have looked at a problem: it is not listed any more',
      params: PaymentParams,
      body: Type.Object({ problem: Text(200, 'Its `code`') })
    }
  }
  app.post('/orders/:id/payments/:payment/seen', { name: 'seen', ...seen }, async (request, reply) => {
    const { id, payment } = request.params
    const { t } = request
    const { problem } = request.body
    await findPayment(app, request.params)
    const isSeen = await inTransaction(app.db, async (tx) => {
      // The provider may have said something else meanwhile.
      const where = { id: payment, problem }
      const { count } = await tx.payment.updateMany({ where, data: { seenProblem: problem } })
      const changes = { payment: [null, payment], problem: [null, problem] } as const
      if (count > 0)
        await recordAudit(tx, actorOf(request), { action: 'payments.seen', subject: ['order', id], changes })
      return count > 0
    })
    const told = isSeen ? { done: t('payments-staff:seen') } : { problem: t('payments-staff:problem.other') }
    return replyChanged(app, request, reply, told)
  })
}

/** @throws PAYMENTS_ERR_NOT_FOUND (404) */
async function findPayment(app: BlueprintApp, { id, payment }: Static<typeof PaymentParams>): Promise<void> {
  const found = await app.db.payment.findFirst({ where: { id: payment, orderId: id }, select: { id: true } })
  if (!found) throw new PAYMENTS_ERR_NOT_FOUND()
}

/** @returns undefined for what is no price, or 0 */
function readAmount(text: string, { currency }: OrderRow): number | undefined {
  const read = parsePrice(text, currency, '.')
  return read.outcome === 'price' && read.amount > 0 ? read.amount : undefined
}

function price({ currency }: OrderRow, amount: number, { language }: Translate): string {
  return formatPrice(amount, currency, language)
}

function amountField(t: Translate, mine: string, theirs: string): ConflictField {
  return field('amount', t('payments-staff:label.amount'), mine, theirs)
}

function field(name: string, label: string, mine: string, theirs: string): ConflictField {
  return { name, label, mine, theirs }
}

const RECORD = { config: { permission: 'payments.record' } }
const REFUND = { config: { permission: 'orders.refund' } }
const PaymentParams = Type.Object({ ...OrderIdParams.properties, payment: RowId() })
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
