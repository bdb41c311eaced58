import type { Database, Prisma } from '@larder/database'
import { deliveryState } from '../fulfilment/delivery-state.js'
import { paymentState } from '../fulfilment/record-payment.js'
import { owedOf, WHOLE } from '../order/lock-order.js'
import { packedUnits } from '../order/order-lines.js'
import { checkInvoices } from './check-invoices.js'
import { checkOrderedStock } from './check-ordered-stock.js'

/**
 * What does not fit together in the orders, their invoices and their stock, each in a sentence that
 * names the order. There is nothing, unless something else wrote the tables. Give it a transaction
 * that is `RepeatableRead` where orders are placed meanwhile.
 */
export async function checkOrders(db: Database): Promise<string[]> {
  const problems: string[] = []
  for (let after = 0; ; ) {
    const orders = await db.order.findMany({
      where: { id: { gt: after } },
      orderBy: { id: 'asc' },
      take: AT_ONCE,
      include: CHECKED
    })
    for (const order of orders) {
      for (const check of CHECKS) {
        for (const problem of check(order)) problems.push(`Order ${order.number ?? order.id}: ${problem}`)
      }
    }
    if (orders.length < AT_ONCE) break
    after = orders.at(-1)?.id ?? after
  }
  return [...problems, ...(await checkOrderedStock(db)), ...(await checkInvoices(db))]
}

const CHECKED = { ...WHOLE, events: { select: { kind: true } } } satisfies Prisma.OrderInclude
type CheckedOrder = Prisma.OrderGetPayload<{ include: typeof CHECKED }>

/** Each yields what is wrong. CHECKs of the tables forbid the rest. */
const CHECKS = [checkSums, checkCancellation, checkParcels, checkPayment, checkTimeline]

function* checkSums({ total, deliveryTotal, discountTotal, lines, taxLines }: CheckedOrder) {
  const goods = sum(lines.map((line) => line.total))
  if (goods + deliveryTotal !== total) {
    yield `its lines and its delivery sum to ${goods + deliveryTotal}, and its total is ${total}.`
  }
  const taxed = sum(taxLines.map(({ gross }) => gross))
  if (taxed !== total) yield `its tax is of ${taxed}, and its total is ${total}.`
  const discounts = sum(lines.map(({ discount }) => discount))
  if (discounts !== discountTotal) {
    yield `the discounts of its lines sum to ${discounts}, and its discount is ${discountTotal}.`
  }
}

function* checkCancellation({ status, total, cancelledTotal, cancelledAt, lines }: CheckedOrder) {
  if (status !== 'cancelled') {
    if (cancelledAt) yield `it is ${status}, and has a time of its cancellation.`
    return
  }
  if (lines.some(({ sent }) => sent > 0)) yield 'it is cancelled, and units of it were sent.'
  if (!cancelledAt || cancelledTotal !== total || lines.some((line) => line.cancelled < line.quantity)) {
    yield 'it is cancelled, and not all of it.'
  }
}

function* checkParcels(order: CheckedOrder) {
  const packed = packedUnits(order)
  const parcels = order.shipments.filter(({ status }) => status !== 'packed').flatMap(({ lines }) => lines)
  for (const { position, quantity, sent, cancelled } of order.lines) {
    const away = sum(parcels.filter((line) => line.position === position).map((line) => line.quantity))
    if (away !== sent) yield `${sent} units of line ${position} were sent, and ${away} were in parcels.`
    const units = away + (packed.get(position) ?? 0)
    if (units > quantity - cancelled) {
      yield `${units} units of line ${position} are in parcels, of ${quantity - cancelled}.`
    }
  }
  const delivery = deliveryState(order)
  if (delivery !== order.delivery) yield `its delivery is ${order.delivery}, and its parcels say ${delivery}.`
}

/** A cancelled order owes nothing, so the sums do not say how it came there. */
function* checkPayment(order: CheckedOrder) {
  if (order.status === 'cancelled') return
  const { payment, paid, refunded } = order
  // What is settled was paid once, whatever went back since.
  const believed = paid >= owedOf(order) ? payment : 'due'
  const sums = { paid, refunded, authorized: 0, failed: false }
  const state = paymentState({ ...order, payment: believed }, sums)
  if (state !== payment && (SETTLED.has(state) || SETTLED.has(payment))) {
    yield `its payment is ${payment}, and what was paid says ${state}.`
  }
}

/** What may have been authorised, or failed, is for payments to know. */
const SETTLED = new Set(['paid', 'part_refunded', 'refunded'])

function* checkTimeline({ number, status, paid, events }: CheckedOrder) {
  if (number === null) yield 'it has no number.'
  const kinds = new Set(events.map(({ kind }) => kind))
  if (!kinds.has('placed')) yield 'its timeline does not say that it was placed.'
  if (status === 'cancelled' && !kinds.has('cancelled') && !kinds.has('expired')) {
    yield 'its timeline does not say that it was cancelled.'
  }
  if (paid > 0 && !kinds.has('payment')) yield 'its timeline does not say that it was paid.'
}

function sum(amounts: number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0)
}

const AT_ONCE = 500
