import type { Database, Prisma } from '@larder/database'
import type { Payment } from '../methods/payment-method.js'

/** The payments of an order, or what of all orders staff have to look at, the newest first. */
export function listPayments(
  db: Database,
  { orderId, limit = 50 }: { orderId?: number; limit?: number } = {}
): Promise<Payment[]> {
  return db.payment.findMany({
    where: orderId === undefined ? TO_LOOK_AT : { orderId },
    orderBy: { id: 'desc' },
    take: limit,
    include: { refunds: { orderBy: { id: 'asc' } } }
  })
}

/** The notifications that nobody could handle, the newest first. */
export function listEvents(db: Database, { limit = 50 }: { limit?: number } = {}) {
  return db.paymentEvent.findMany({
    where: { handledAt: null },
    orderBy: { receivedAt: 'desc' },
    take: limit,
    select: { method: true, eventId: true, type: true, ref: true, receivedAt: true, outcome: true }
  })
}

/** For metrics: how many payments of each method are in each state. */
export async function countPayments(
  db: Database
): Promise<{ method: string; status: Payment['status']; count: number }[]> {
  const groups = await db.payment.groupBy({ by: ['method', 'status'], _count: true })
  return groups.map(({ method, status, _count: count }) => ({ method, status, count }))
}

const TO_LOOK_AT = {
  OR: [
    { problem: { not: null } },
    { openOrderId: { not: null } },
    { refunds: { some: { status: { in: ['asked', 'sent', 'failed'] } } } }
  ]
} satisfies Prisma.PaymentWhereInput
