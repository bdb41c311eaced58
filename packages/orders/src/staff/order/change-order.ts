import { wantsHtml } from '@larder/blueprint'
import { type Database, inTransaction, rollBack } from '@larder/database'
import { flash } from '@larder/session'
import {
  actorOf,
  type Changes,
  type ConflictField,
  changesBetween,
  recordAudit,
  replyConflict,
  seenVersion,
  staffMember
} from '@larder/staff'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { ORDERS_ERR_NOT_FOUND } from '../../errors.js'
import { type Cause, lockOrder, type OrderRow, readOrder } from '../../order/lock-order.js'
import type { StaffOrder } from '../schemas.js'
import { viewStaffOrder } from './view-staff-order.js'

/** What became of a change: a sentence that says so, or why it cannot be. */
export type ChangeOutcome = { done: string; changes?: Changes } | { problem: string }

export interface OrderChange {
  /** For the log of changes: `orders.pack`. */
  action: string
  /** What was typed, beside what the order has now: shown where another change came first. */
  fields(order: OrderRow): ConflictField[]
  /** Changes the order, which is locked and of the version that was seen. A problem rolls back. */
  work(tx: Database, order: OrderRow, cause: Cause): Promise<ChangeOutcome>
}

type ChangeRequest = FastifyRequest<{ Params: { id: number }; Body: { version?: number } }>

/**
 * Does what a form of the staff asks for an order: once, since it says the version that it was made
 * from, and with its entry in the log of changes, in one transaction.
 *
 * @returns the order, to programs; browsers are led to its page
 * @throws ORDERS_ERR_NOT_FOUND (404), STAFF_ERR_NO_VERSION (428), and as `replyConflict`
 */
export async function changeOrder(
  app: FastifyInstance,
  request: ChangeRequest,
  reply: FastifyReply,
  change: OrderChange
): Promise<FastifyReply | StaffOrder> {
  const { id } = request.params
  const version = seenVersion(request)
  await findStaffOrder(app.db, id)
  const cause = { now: new Date(), actorId: staffMember(request).id }
  const result = await inTransaction<ChangeOutcome, ChangeOutcome | { theirs: OrderRow }>(
    app.db,
    async (tx) => {
      const before = await lockOrder(tx, id)
      if (before.version !== version) return rollBack({ theirs: before })
      const outcome = await change.work(tx, before, cause)
      if ('problem' in outcome) return rollBack(outcome)
      const changes = changesBetween(summaryOf(before), summaryOf(await readOrder(tx, id)))
      const { action } = change
      await recordAudit(tx, actorOf(request), {
        action,
        subject: ['order', id],
        changes: { ...changes, ...outcome.changes }
      })
      return outcome
    }
  )
  if ('theirs' in result)
    return replyOrderConflict(app, request, reply, change.fields(result.theirs), result.theirs)
  return replyChanged(app, request, reply, result)
}

/** Tells what became of a change of the order in the URL. */
export async function replyChanged(
  app: FastifyInstance,
  request: FastifyRequest<{ Params: { id: number } }>,
  reply: FastifyReply,
  outcome: ChangeOutcome
): Promise<FastifyReply | StaffOrder> {
  const { id } = request.params
  const message = 'problem' in outcome ? outcome.problem : outcome.done
  if (wantsHtml(request)) {
    flash(request, message)
    return reply.redirect(app.urlFor('orders-staff.show', { id }), 303)
  }
  if ('problem' in outcome) return reply.code(422).send({ message })
  return viewStaffOrder(app, await readOrder(app.db, id), new Date(), request.t)
}

/** As `replyConflict`, of an order. */
export function replyOrderConflict(
  app: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
  fields: ConflictField[],
  { id, number, version }: OrderRow
): FastifyReply {
  const back = app.urlFor('orders-staff.show', { id })
  const title = request.t('orders-staff:show.title', { number: number ?? '' })
  return replyConflict(request, reply, { title, back, version, fields })
}

/** @throws ORDERS_ERR_NOT_FOUND (404) */
export async function findStaffOrder(db: Database, id: number): Promise<OrderRow> {
  if ((await db.order.count({ where: { id } })) === 0) throw new ORDERS_ERR_NOT_FOUND()
  return readOrder(db, id)
}

/** What the log of changes compares. */
export function summaryOf(order: OrderRow) {
  const { status, payment, delivery, note, cancelledTotal, paid, refunded, deliverFrom, deliverUntil } = order
  const { name, street, postalCode, city } = order.addresses.find(({ kind }) => kind === 'delivery') ?? {}
  const units = order.lines.map(({ position, sent, cancelled, returned, restocked, reduced }) => {
    return [`line ${position}`, { sent, cancelled, returned, restocked, reduced }]
  })
  const parcels = order.shipments.map(({ id, status, carrier, tracking }) => {
    return [`parcel ${id}`, { status, carrier, tracking }]
  })
  return {
    ...{ status, payment, delivery, note, paid, refunded, cancelled_total: cancelledTotal },
    ...{ deliver_from: deliverFrom, deliver_until: deliverUntil },
    address: [name, street, postalCode, city].filter(Boolean).join(', '),
    ...Object.fromEntries([...units, ...parcels])
  }
}
