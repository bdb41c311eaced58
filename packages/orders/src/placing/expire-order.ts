import { inTransaction, type PrismaClient } from '@larder/database'
import { enqueue } from '@larder/tasks'
import { cancelOrder, canExpire } from '../fulfilment/cancel-order.js'
import { readOrder } from '../order/lock-order.js'
import type { Orders } from '../order/order-hooks.js'
import { EXPIRE } from '../order/order-tasks.js'

export interface ExpireOutcome {
  /** `wait`: a hook of `app.beforeOrderExpires` does not know yet whether it is paid. */
  outcome: 'expired' | 'not-due' | 'wait'
}

/**
 * Cancels an order that is overdue. The hooks of `app.beforeOrderExpires` ask first, outside of any
 * transaction. Where one has it wait, it is tried again within five minutes, and within the hour when
 * it is overdue for longer than that.
 */
export async function expireOrder(
  db: PrismaClient,
  id: number,
  orders: Orders,
  now: Date
): Promise<ExpireOutcome> {
  const order = await readOrder(db, id)
  if (!canExpire(order, now)) return { outcome: 'not-due' }
  for (const hook of orders.hooks.beforeExpiry) {
    if ((await hook(db, await readOrder(db, id))) === 'wait') {
      const overdue = now.getTime() - (order.payBy ?? now).getTime()
      const pause = overdue < HOUR ? FIVE_MINUTES : HOUR
      // On the clock's marks, so that those who ask at once write one task.
      const dueAt = new Date((Math.floor(now.getTime() / pause) + 1) * pause)
      const due = dueAt.getTime()
      await enqueue(db, EXPIRE, { order: id, due }, { key: `orders.expire:${id}:${due}`, dueAt })
      await db.order.update({ where: { id }, data: { expiryWaits: dueAt } })
      return { outcome: 'wait' }
    }
  }
  const { outcome } = await inTransaction(db, (tx) => cancelOrder(tx, id, { by: 'expiry', now }, orders))
  return { outcome: outcome === 'cancelled' ? 'expired' : 'not-due' }
}

/**
 * Expires up to three overdue orders of goods that are short, without waiting for their tasks. After
 * this a placing is worth another try. An order that has to wait is passed over until it is due to be
 * asked about again: however many those are, the next calls get to the orders behind them.
 *
 * @returns how many expired
 */
export async function expireOverdueOrders(
  db: PrismaClient,
  goodIds: readonly number[],
  orders: Orders,
  now: Date
): Promise<number> {
  const until = Date.now() + LONGEST_MS
  const tried: number[] = []
  let expired = 0
  while (expired < 3 && Date.now() < until) {
    const overdue = await db.order.findFirst({
      where: {
        id: { notIn: tried },
        status: 'placed',
        payment: { in: ['due', 'failed'] },
        paid: { equals: db.order.fields.refunded },
        payBy: { lte: now },
        OR: [{ expiryWaits: null }, { expiryWaits: { lte: now } }],
        lines: { some: { goodId: { in: [...goodIds] } } }
      },
      orderBy: [{ payBy: 'asc' }, { id: 'asc' }],
      select: { id: true }
    })
    if (!overdue) break
    tried.push(overdue.id)
    if ((await expireOrder(db, overdue.id, orders, now)).outcome === 'expired') expired++
  }
  return expired
}

const FIVE_MINUTES = 5 * 60_000
const HOUR = 60 * 60_000
/** A visitor waits for it. */
const LONGEST_MS = 2_000
