import { type Database, queryRows, statement } from '@larder/database'
import type { PaymentSums } from '@larder/orders'
import { Type } from 'typebox'
import { PAYMENTS_ERR_NO_PAYMENT } from '../errors.js'
import type { Payment, PaymentRefund } from '../methods/payment-method.js'

/**
 * The payments of an order, with their refunds, which nobody else changes until the transaction
 * ends. Lock the order first.
 */
export async function lockPayments(tx: Database, orderId: number): Promise<Payment[]> {
  await queryRows(tx, LOCK, [orderId])
  return listPaymentsOf(tx, orderId)
}

/** The payments of an order, the first attempt first. */
export function listPaymentsOf(db: Database, orderId: number): Promise<Payment[]> {
  return db.payment.findMany({ where: { orderId }, orderBy: { id: 'asc' }, include: REFUNDS })
}

/** @throws PAYMENTS_ERR_NO_PAYMENT */
export async function readPayment(db: Database, id: number): Promise<Payment> {
  const payment = await db.payment.findUnique({ where: { id }, include: REFUNDS })
  if (!payment) throw new PAYMENTS_ERR_NO_PAYMENT(id)
  return payment
}

/** What an order's payments come to. */
export function sumPayments(payments: readonly Payment[]): PaymentSums {
  const sum = (amounts: number[]) => amounts.reduce((all, amount) => all + amount, 0)
  const open = payments.some(({ openOrderId }) => openOrderId !== null)
  return {
    paid: sum(payments.map(({ captured }) => captured)),
    refunded: sum(payments.map(({ refunded }) => refunded)),
    returning: sum(payments.map((one) => one.captured - one.refunded - refundable(one))),
    authorized: sum(payments.map(promised)),
    failed: !open && payments.at(-1)?.status === 'failed'
  }
}

/** What is left of a payment that nobody has asked to be paid back. */
export function refundable({ captured, refunds }: Payment): number {
  const asked = refunds.filter(({ status }) => status !== 'failed')
  return captured - asked.reduce((sum, { amount }) => sum + amount, 0)
}

/** What is left of all payments of an order. */
export function keptOf(payments: readonly Payment[]): number {
  return payments.reduce((sum, payment) => sum + refundable(payment), 0)
}

/**
 * What staff can note as paid back by hand for a refund: all of one that failed, less what was asked for
 * after it. Nothing of one that is under way, or done.
 */
export function leftOfFailed(payment: Payment, { id, status, amount }: PaymentRefund): number {
  if (status !== 'failed') return 0
  const later = payment.refunds.filter((one) => one.id > id && one.status !== 'failed')
  const left = amount - later.reduce((sum, one) => sum + one.amount, 0)
  return Math.max(0, Math.min(left, refundable(payment)))
}

function promised({ status, authorized }: Payment): number {
  return status === 'authorized' ? authorized : 0
}

/** The refunds of a payment, the first one first. */
export const REFUNDS = { refunds: { orderBy: { id: 'asc' } } } as const
const LOCK = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM payments WHERE order_id = $1 ORDER BY id FOR UPDATE'
)
