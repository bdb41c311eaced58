import type { Wording } from '@larder/blueprint'
import { createMissing, createRows, type Database } from '@larder/database'
import { findShortLines, type ShortLine, type TakenLine, takeStock } from '@larder/stock'
import { enqueue } from '@larder/tasks'
import { type Cause, readOrder, recordEvent } from '../order/lock-order.js'
import type { PricedOrder } from '../order/order-draft.js'
import { findRefusal, type Orders, runOrderHooks } from '../order/order-hooks.js'
import { stockLines } from '../order/order-lines.js'
import { EXPIRE } from '../order/order-tasks.js'
import { TAX_RULE } from './price-order.js'

export type PlaceOutcome =
  /** `same`: this checkout made its order before. */
  | { outcome: 'placed' | 'same'; id: number; number: string }
  | { outcome: 'short'; lines: ShortLine[] }
  | { outcome: 'refused'; problem: Wording }

/**
 * Places an order: writes it, takes its stock, runs the hooks, mails the customer, and has it
 * expire if it is not paid by `payBy`. An order of 0 is paid at once. Where the outcome is `short`,
 * the caller rolls back.
 *
 * @param cause the transaction's time, and who of the staff orders for a customer
 */
export async function placeOrder(
  tx: Database,
  priced: PricedOrder,
  orders: Orders,
  cause: Cause
): Promise<PlaceOutcome> {
  const { draft } = priced
  const { now } = cause
  const lines = stockLines(draft.lines)
  // Read before the order: else one that this checkout has just made could leave itself short.
  const short = await findShortLines(tx, lines)
  const before = await findSame(tx, draft.checkoutId)
  if (before) return before
  const problem = await findRefusal(orders.hooks.before, tx, priced)
  if (problem !== undefined) return { outcome: 'refused', problem }
  if (short.length > 0) return { outcome: 'short', lines: short }
  // If another transaction is placing this checkout, the insert waits for it and then inserts nothing.
  const written = await createMissing(tx, tx.order, [orderData(priced, now)])
  if (written === 0) return (await findSame(tx, draft.checkoutId)) ?? placeOrder(tx, priced, orders, cause)
  const { id } = await tx.order.findUniqueOrThrow({
    where: { checkoutId: draft.checkoutId },
    select: { id: true }
  })
  const number = `${orders.settings.numberPrefix}${FIRST_NUMBER + id}`
  await tx.order.updateMany({ where: { id }, data: { number } })
  const taken = await takeStock(tx, lines, `order:${id}`, orders.stockHooks)
  if (taken.outcome === 'short') return taken
  await writeParts(tx, id, priced, taken.lines)
  await recordEvent(tx, id, 'placed', cause, { total: priced.total })
  await announce(tx, id, orders, cause)
  return { outcome: 'placed', id, number }
}

/** The order that a checkout has made already. */
export async function findSame(
  tx: Database,
  checkoutId: string
): Promise<{ outcome: 'same'; id: number; number: string } | undefined> {
  const order = await tx.order.findUnique({ where: { checkoutId }, select: { id: true, number: true } })
  return order ? { outcome: 'same', id: order.id, number: order.number ?? '' } : undefined
}

function orderData({ draft, lines, taxLines, ...totals }: PricedOrder, now: Date) {
  const { checkoutId, userId, email, language, currency, delivery } = draft
  const { paymentMethod, payBy, termsVersion, note } = draft
  return {
    ...{ checkoutId, userId, email: email.toLowerCase(), language, currency, ...totals },
    ...{ paymentMethod, payBy, termsVersion, note },
    payment: totals.total === 0 ? ('paid' as const) : ('due' as const),
    taxRule: TAX_RULE,
    method: delivery.method,
    methodName: delivery.name,
    slotRef: delivery.slotRef,
    deliverFrom: delivery.from,
    deliverUntil: delivery.until,
    placedAt: now
  }
}

async function writeParts(tx: Database, orderId: number, priced: PricedOrder, taken: TakenLine[]) {
  const { draft, lines, taxLines } = priced
  const missing = new Map(taken.map(({ goodId, backordered }) => [goodId, backordered]))
  // The last lines of a good wait for it: those before have what there is.
  const backordered = draft.lines.toReversed().map(({ goodId, quantity }) => {
    const units = Math.min(quantity, missing.get(goodId ?? 0) ?? 0)
    if (goodId !== null) missing.set(goodId, (missing.get(goodId) ?? 0) - units)
    return units
  })
  const orderLines = draft.lines.map((line, index) => {
    const { total = 0, rate: taxRate = 0, tax = 0 } = lines[index] ?? {}
    const waits = backordered[draft.lines.length - 1 - index] ?? 0
    return { ...line, orderId, position: index + 1, total, taxRate, tax, backordered: waits }
  })
  await createRows(tx, tx.orderLine, orderLines)
  const orderTaxLines = taxLines.map((line) => ({ ...line, orderId, country: draft.taxCountry }))
  await createRows(tx, tx.orderTaxLine, orderTaxLines)
  await createRows(tx, tx.orderAddress, [
    { ...draft.deliveryAddress, orderId, kind: 'delivery' },
    { ...draft.billingAddress, orderId, kind: 'billing' }
  ])
}

async function announce(tx: Database, id: number, orders: Orders, cause: Cause): Promise<void> {
  const order = await readOrder(tx, id)
  await runOrderHooks(orders.hooks.placed, tx, order)
  if (order.total === 0) await runOrderHooks(orders.hooks.paid, tx, order)
  else if (order.payBy) {
    const due = order.payBy.getTime()
    await enqueue(tx, EXPIRE, { order: id, due }, { key: `orders.expire:${id}`, dueAt: order.payBy })
  }
  await orders.mails.send(tx, 'placed', order, cause)
}

/** A low number tells how few orders there were. */
const FIRST_NUMBER = 1_000
