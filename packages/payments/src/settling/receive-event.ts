import { createMissing, type Database, inTransaction, type Prisma, type PrismaClient } from '@larder/database'
import { readOrder } from '@larder/orders'
import { enqueue } from '@larder/tasks'
import { askProvider } from '../methods/ask-provider.js'
import { findMethod, type Payments } from '../methods/method-registry.js'
import type { PaymentInbox, ReceivedEvent } from '../methods/payment-method.js'
import { HANDLE_EVENT } from '../payment/payment-tasks.js'
import type { OwnProblem } from '../payment/problem-in-words.js'
import { type SettleOutcome, settle } from './settle-payment.js'

/** Where the notifications of a method go. */
export function inboxOf(db: PrismaClient, method: string): PaymentInbox {
  return {
    async receive({ id: eventId, type, ref, body }: ReceivedEvent) {
      const row = { method, eventId, type: type.slice(0, 64), ref, body: Uint8Array.from(body) }
      await inTransaction(db, async (tx) => {
        const written = await createMissing(tx, tx.paymentEvent, [{ ...row, receivedAt: new Date() }])
        if (written === 1) await enqueue(tx, HANDLE_EVENT, { method, event: eventId })
      })
    }
  }
}

/**
 * Settles the payment that a notification is about. Where there is none yet, or it was paid in
 * another currency, the notification stays unhandled, and is tried again.
 */
export async function handleEvent(
  payments: Payments,
  { method, event: eventId }: { method: string; event: string },
  now = new Date()
): Promise<void> {
  const { db } = payments
  const where = { method_eventId: { method, eventId } }
  const event = await db.paymentEvent.findUnique({ where })
  if (!event || event.handledAt) return
  const outcome = await settleEvent(payments, event, now)
  const handledAt = outcome === 'settled' || outcome === 'of-others' ? now : null
  await db.paymentEvent.update({ where, data: { outcome, handledAt } })
}

/** What comes of a notification. Those of others are none of ours: they share the account at the provider. */
async function settleEvent(
  payments: Payments,
  { method: name, type, body, ref }: Pick<PaymentEvent, 'method' | 'type' | 'body' | 'ref'>,
  now: Date
): Promise<SettleOutcome['outcome'] | 'no-payment' | 'of-others'> {
  const method = findMethod(payments, name)
  const asks = ref === null && body !== null && method?.findRef !== undefined
  const found = asks
    ? await askProvider(payments, name, 'find', async (signal) => method.findRef?.({ type, body }, signal))
    : ref
  if (asks && !found) return 'of-others'
  const isFound = [{ providerRef: found }, { idempotencyKey: found ?? '' }]
  const where = { method: name, OR: isFound }
  const payment = found ? await payments.db.payment.findFirst({ where }) : null
  return payment ? (await settle(payments, payment.id, now)).outcome : 'no-payment'
}

/**
 * Tries again the notifications of the last three days that are not handled, and asks what became of
 * refunds that are on their way. After three days they are staff's, who close them: `listEvents` has them. So are
 * authorisations of five days: most banks keep them for seven.
 */
export async function followUp(payments: Payments, now = new Date()): Promise<void> {
  const { db, log } = payments
  const events = await db.paymentEvent.findMany({
    where: { handledAt: null, receivedAt: { gt: triedSince(now) } },
    orderBy: { receivedAt: 'asc' },
    select: { method: true, eventId: true },
    take: MOST_EVENTS
  })
  for (const { method, eventId } of events) {
    await handleEvent(payments, { method, event: eventId }, now).catch((error) => log.warn(error))
  }
  const sent = await db.refund.findMany({ where: { status: 'sent' }, select: { paymentId: true } })
  for (const id of new Set(sent.map(({ paymentId }) => paymentId))) {
    await settle(payments, id, now).catch((error) => log.warn(error))
  }
  await tellOfLapsing(db, now)
}

/** Ends a notification that is staff's, which they have looked at. @returns whether there was one */
export async function closeEvent(
  db: Database,
  { method, event: eventId }: { method: string; event: string },
  now = new Date()
): Promise<boolean> {
  const where = { method, eventId, handledAt: null, receivedAt: { lte: triedSince(now) } }
  return (await db.paymentEvent.updateMany({ where, data: { handledAt: now } })).count === 1
}

/** Earlier notifications are not tried again. */
export function triedSince(now: Date): Date {
  return new Date(now.getTime() - 3 * DAY)
}

/** What a cancelled order had authorised is let go by its own task. */
async function tellOfLapsing(db: PrismaClient, now: Date): Promise<void> {
  const createdAt = { lt: new Date(now.getTime() - 5 * DAY) }
  const where = { status: 'authorized', createdAt, problem: null } as const
  for (const { id, orderId } of await db.payment.findMany({ where, take: MOST_EVENTS })) {
    if ((await readOrder(db, orderId)).status === 'cancelled') continue
    const problem: OwnProblem = 'lapses-soon'
    await db.payment.updateMany({ where: { id, status: 'authorized' }, data: { problem } })
  }
}

/** Deletes the bodies of notifications that are older than 90 days. */
export async function deleteBodies(db: PrismaClient, now = new Date()): Promise<void> {
  const receivedAt = { lt: new Date(now.getTime() - 90 * DAY) }
  await db.paymentEvent.updateMany({ where: { receivedAt, body: { not: null } }, data: { body: null } })
}

type PaymentEvent = Prisma.PaymentEventGetPayload<object>

/** At a time. */
const MOST_EVENTS = 500
const DAY = 24 * 60 * 60_000
