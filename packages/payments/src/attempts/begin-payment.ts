import { type Database, inTransaction, readJson } from '@larder/database'
import { findOrderNumbers, lockOrder, type OrderRow, readOrder } from '@larder/orders'
import { enqueue } from '@larder/tasks'
import { type Static, Type } from 'typebox'
import { askProvider } from '../methods/ask-provider.js'
import { findMethod, methodOf, type Payments } from '../methods/method-registry.js'
import type { Begun, Payment, PaymentMethod } from '../methods/payment-method.js'
import { lockPayments } from '../payment/lock-payments.js'
import { ABANDON, settleLater } from '../payment/payment-tasks.js'
import { settle } from '../settling/settle-payment.js'

export interface BeginOutcome {
  /**
   * `begun`: the customer pays at `url`. `nothing-to-begin`: it is paid by instructions or on
   * delivery, or nothing is due. `away`: the provider does not answer; the order's page has a button
   * to try again.
   */
  outcome: 'begun' | 'nothing-to-begin' | 'away'
  /** Where to lead the customer with 303: to the provider, to the page with the code, or to the order. */
  url: string
}

/**
 * Begins the open attempt of an order at its provider, after the order is committed. A second time
 * it leads to the same place.
 *
 * @throws ORDERS_ERR_NO_ORDER
 */
export async function beginPayment(
  payments: Payments,
  orderId: number,
  now = new Date()
): Promise<BeginOutcome> {
  const { db, urls, log } = payments
  const number = (await findOrderNumbers(db, [orderId])).get(orderId)
  // To read an order that is not there throws.
  const url = urls.order(number ?? (await readOrder(db, orderId)).number ?? '')
  const payment = await db.payment.findUnique({ where: { openOrderId: orderId }, include: { refunds: true } })
  const method = payment && findMethod(payments, payment.method)
  if (!payment || !method?.begin) return { outcome: 'nothing-to-begin', url }
  const order = await readOrder(db, orderId)
  if (order.status !== 'placed') return { outcome: 'nothing-to-begin', url }
  const { id } = payment
  const before = begunOf(payment)
  if (before) return isOver(payment, now) ? { outcome: 'nothing-to-begin', url } : begunAt(before)
  try {
    const begun = await askToBegin(payments, method, payment, order)
    if ('done' in begun) await settle(payments, id)
    return begunAt(begun)
  } catch (error) {
    log.warn({ err: error, payment: id, method: method.name }, 'A payment could not be begun.')
    return { outcome: 'away', url }
  }

  function begunAt(begun: Shown): BeginOutcome {
    if ('redirect' in begun) return { outcome: 'begun', url: begun.redirect }
    if ('qr' in begun) return { outcome: 'begun', url: urls.payment(id) }
    return { outcome: 'begun', url }
  }
}

/** What the customer is shown of an attempt that is begun. */
export function begunOf({ begun }: Payment): Shown | undefined {
  return begun === null ? undefined : readJson(Shown, begun)
}

/** Whether an attempt can only be paid by another one: its page or code is not valid any more. */
export function isOver({ expiresAt }: Payment, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now
}

async function askToBegin(
  payments: Payments,
  method: PaymentMethod,
  payment: Payment,
  order: OrderRow
): Promise<Shown> {
  const { language } = order
  const page = { back: payments.urls.back(payment.id, language), t: payments.speak(language) }
  const { name, begin } = method
  if (!begin) return { done: true }
  const begun = await askProvider(payments, name, 'begin', (signal) =>
    begin.call(method, payment, order, page, signal)
  )
  return inTransaction(payments.db, (tx) => writeBegun(tx, payments, payment, begun))
}

/** @returns what the customer may be shown: a page whose ref is not written down must not be paid at */
async function writeBegun(
  tx: Database,
  payments: Payments,
  { id, orderId }: Payment,
  begun: Begun
): Promise<Shown> {
  await lockOrder(tx, orderId)
  const payment = (await lockPayments(tx, orderId)).find((one) => one.id === id)
  const { ref, ...shown } = begun
  const before = payment && begunOf(payment)
  if (!payment || before) return before ?? shown
  const until = 'until' in begun ? begun.until : undefined
  const isOpen = payment.openOrderId !== null
  await tx.payment.update({
    where: { id },
    data: {
      providerRef: payment.providerRef ?? ref,
      begun: JSON.stringify(shown),
      expiresAt: until,
      ...(isOpen && payment.status === 'created' && { status: 'pending' as const }),
      version: { increment: 1 }
    }
  })
  if (until) await settleLater(tx, id, methodOf(payments, payment.method), [until])
  // The order was cancelled while the provider was asked.
  if (!isOpen) await enqueue(tx, ABANDON, { payment: id }, { key: `payments.abandon:${id}:begun` })
  return shown
}

const Shown = Type.Union([
  Type.Object({ redirect: Type.String() }),
  Type.Object({ qr: Type.String() }),
  Type.Object({ done: Type.Literal(true) })
])
type Shown = Static<typeof Shown>
