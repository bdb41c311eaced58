import { type Database, type Prisma, queryRows, statement } from '@larder/database'
import { listMispaidOrders } from '@larder/orders'
import { Type } from 'typebox'
import type { Payments } from '../methods/method-registry.js'
import type { Payment } from '../methods/payment-method.js'
import { REFUNDS, refundable } from './lock-payments.js'

/** The payments of an order, or of all, the newest first. */
export function listPayments(
  db: Database,
  { orderId, limit = 50 }: { orderId?: number; limit?: number } = {}
): Promise<Payment[]> {
  return listWhere(db, limit, { orderId })
}

/** A payment that staff have to look at. */
export type PaymentToCheck = Payment & {
  /** What its order was paid too much, in minor units; below 0 what is missing. */
  excess: number
}

/**
 * The payments that staff have to look at, the newest first: attempts that wait for them to record
 * what arrives; what has a problem that they have not seen; refunds that failed and were not made up for, that they pay back by
 * hand, or that a provider has not taken for a day; and what does not come to what its order owes.
 *
 * @param options `limit`: at most so many attempts that wait, and as many others
 */
export async function listPaymentsToCheck(
  { db, methods }: Payments,
  { limit = 50, now = new Date() }: { limit?: number; now?: Date } = {}
): Promise<PaymentToCheck[]> {
  const [excess, failed] = await Promise.all([findExcess(db), queryRows(db, FAILED_REFUNDS)])
  const asked = methods.filter(({ read }) => read).map(({ name }) => name)
  // Apart from those that wait, of which there may be many.
  const troubled = await listWhere(db, limit, {
    OR: [
      hasUnseenProblem(db),
      { id: { in: failed.map(({ paymentId }) => paymentId) } },
      { refunds: { some: refundsByHand(methods) } },
      { refunds: { some: { status: 'asked', at: { lt: new Date(now.getTime() - DAY) } } } },
      { orderId: { in: [...excess.keys()] }, captured: { gt: 0 } }
    ]
  })
  const waiting = await listWhere(db, limit, {
    id: { notIn: troubled.map(({ id }) => id) },
    openOrderId: { not: null },
    method: { notIn: asked }
  })
  const rows = [...troubled, ...waiting].sort((one, other) => other.id - one.id)
  return rows.map((row) => {
    const due = excess.get(row.orderId) ?? 0
    // Once for an order, on the newest of its rows.
    excess.delete(row.orderId)
    return { ...row, excess: due }
  })
}

/** How much of it has gone wrong, for the staff's front page: each by an index. */
export async function countTroubled({ db, methods }: Pick<Payments, 'db' | 'methods'>): Promise<{
  /** Payments with a problem that nobody has looked at, as a dispute. */
  problems: number
  /** Those that later ones have not made up for. */
  failedRefunds: number
  /** Refunds that staff pay back by hand. */
  refundsByHand: number
  /** What providers told, and nobody could handle. */
  events: number
}> {
  const [problems, failed, byHand, events] = await Promise.all([
    db.payment.count({ where: hasUnseenProblem(db) }),
    queryRows(db, FAILED_REFUNDS),
    db.refund.count({ where: refundsByHand(methods) }),
    db.paymentEvent.count({ where: { handledAt: null } })
  ])
  return { problems, failedRefunds: failed.length, refundsByHand: byHand, events }
}

/** What staff have looked at is listed again when it becomes another problem. */
function hasUnseenProblem(db: Database): Prisma.PaymentWhereInput {
  const isOther = { not: { equals: db.payment.fields.problem } }
  return { problem: { not: null }, OR: [{ seenProblem: null }, { seenProblem: isOther }] }
}

/** Those that wait for staff, as `isByHand` has it. */
function refundsByHand(methods: Payments['methods']): Prisma.RefundWhereInput {
  const withoutThose = (known: Payments['methods']) => ({ method: { notIn: known.map(({ name }) => name) } })
  return {
    OR: [
      { status: 'asked', payment: withoutThose(methods.filter(({ refund }) => refund)) },
      { status: 'sent', payment: withoutThose(methods.filter(({ read }) => read)) }
    ]
  }
}

function listWhere(db: Database, limit: number, where: Prisma.PaymentWhereInput): Promise<Payment[]> {
  return db.payment.findMany({ where, orderBy: { id: 'desc' }, take: limit, include: REFUNDS })
}

/** By orders. What was asked to be paid back is not too much any more. */
async function findExcess(db: Database): Promise<Map<number, number>> {
  const excess = new Map((await listMispaidOrders(db, MOST_MISPAID)).map(({ id, owed }) => [id, -owed]))
  const rows = await db.payment.findMany({
    where: { orderId: { in: [...excess.keys()] } },
    include: REFUNDS
  })
  for (const row of rows) excess.set(row.orderId, (excess.get(row.orderId) ?? 0) + refundable(row))
  return new Map([...excess].filter(([, amount]) => amount !== 0))
}

/** The notifications that nobody could handle, the newest first. */
export function listEvents(
  db: Database,
  { limit = 50 }: { limit?: number } = {}
): Promise<Prisma.PaymentEventGetPayload<{ select: typeof EVENT }>[]> {
  return db.paymentEvent.findMany({
    where: { handledAt: null },
    orderBy: { receivedAt: 'desc' },
    take: limit,
    select: EVENT
  })
}

/** For metrics: how many payments of each method are in each state. */
export async function countPayments(
  db: Database
): Promise<{ method: string; status: Payment['status']; count: number }[]> {
  const groups = await db.payment.groupBy({ by: ['method', 'status'], _count: true })
  return groups.map(({ method, status, _count: count }) => ({ method, status, count }))
}

/** Those that failed, and after which less than their amount was asked for of the same payment. */
const FAILED_REFUNDS = statement(
  Type.Object({ paymentId: Type.Integer() }),
  `SELECT failed.payment_id AS "paymentId" FROM refunds failed
    WHERE failed.status = 'failed' AND failed.amount >
      (SELECT COALESCE(SUM(later.amount), 0) FROM refunds later
        WHERE later.payment_id = failed.payment_id AND later.id > failed.id AND later.status <> 'failed')`
)
const EVENT = {
  method: true,
  eventId: true,
  type: true,
  ref: true,
  receivedAt: true,
  outcome: true
} as const
const MOST_MISPAID = 500
const DAY = 24 * 60 * 60_000
