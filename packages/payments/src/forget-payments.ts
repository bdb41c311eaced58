import type { Database } from '@larder/database'

/** Removes what providers said of an order's payments, and the reasons that staff wrote. The amounts stay. */
export async function forgetPayments(tx: Database, orderId: number): Promise<void> {
  const payments = await tx.payment.findMany({
    where: { orderId },
    select: { method: true, providerRef: true, idempotencyKey: true }
  })
  await tx.payment.updateMany({ where: { orderId }, data: { begun: null } })
  await tx.refund.updateMany({
    where: { payment: { orderId }, askedBy: { not: null } },
    data: { reason: '' }
  })
  for (const { method, providerRef, idempotencyKey } of payments) {
    const refs = providerRef === null ? [idempotencyKey] : [idempotencyKey, providerRef]
    await tx.paymentEvent.updateMany({ where: { method, ref: { in: refs } }, data: { body: null } })
  }
}
