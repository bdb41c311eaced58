import type { Database } from '@larder/database'

/** Whether a user has an order with this good that is paid or delivered, and has not cancelled the good. */
export async function hasBought(db: Database, userId: number, goodId: number): Promise<boolean> {
  const found = await db.order.findFirst({
    where: {
      userId,
      status: { not: 'cancelled' },
      OR: [
        { payment: { in: ['paid', 'part_refunded'] }, cancelledTotal: { lt: db.order.fields.total } },
        { total: 0 },
        { delivery: 'delivered' }
      ],
      lines: { some: { goodId, cancelled: { lt: db.orderLine.fields.quantity } } }
    },
    select: { id: true }
  })
  return found !== null
}
