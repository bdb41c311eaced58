import { randomUUID } from 'node:crypto'
import type { Database } from '@larder/database'
import { dueOf, type OrderRow } from '@larder/orders'
import type { OrderFacts, Payment, PaymentMethod } from '../methods/payment-method.js'
import { settleLater } from './payment-tasks.js'

/**
 * Writes an attempt to pay what an order is due. The order is locked, and no other attempt of it is
 * open.
 *
 * @param before its attempts
 * @returns the id
 */
export async function openAttempt(
  tx: Database,
  order: OrderRow,
  method: PaymentMethod,
  before: readonly Payment[],
  now: Date
): Promise<number> {
  const { id } = await tx.payment.create({
    data: {
      orderId: order.id,
      openOrderId: order.id,
      method: method.name,
      attempt: before.length + 1,
      amount: dueOf(order),
      currency: order.currency,
      idempotencyKey: randomUUID(),
      createdAt: now
    },
    select: { id: true }
  })
  // Before the provider is asked: it may do what it is asked for, and its answer be lost.
  await settleLater(
    tx,
    id,
    method,
    ASK_AFTER.map((minutes) => new Date(now.getTime() + minutes * 60_000))
  )
  return id
}

/** What decides about the methods that are offered for what is due of an order. */
export function factsOf(order: OrderRow): OrderFacts {
  const to = order.addresses.find(({ kind }) => kind === 'delivery')
  return {
    total: dueOf(order),
    currency: order.currency,
    country: to?.country ?? '',
    delivery: order.method
  }
}

/** Minutes. */
const ASK_AFTER = [1, 5, 30]
