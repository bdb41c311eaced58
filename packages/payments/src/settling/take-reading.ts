import { randomUUID } from 'node:crypto'
import type { Database } from '@larder/database'
import type { Payment, PaymentReading, PaymentRefund } from '../methods/payment-method.js'

type ProviderRefund = PaymentReading['refunds'][number]

/**
 * Takes what a provider says of a payment and that is more than what is known; what is less is an
 * older answer, and ignored. So readings may come in any order, and twice. The order and its
 * payments are locked.
 *
 * @returns whether more was promised or taken than before
 */
export async function takeReading(
  tx: Database,
  payment: Payment,
  reading: PaymentReading,
  now: Date
): Promise<boolean> {
  const noted = payment.refunds.filter((one) => one.status === 'done' && one.providerRef === null)
  for (const refund of reading.refunds) {
    const known = knownRefund(payment, refund) ?? takeNoted(noted, refund)
    if (known) await advanceRefund(tx, known, refund)
    else await createRefund(tx, payment, refund, now)
  }
  const status = laterOf(payment.status, reading.status)
  const authorized = Math.max(payment.authorized, reading.authorized)
  const captured = Math.max(payment.captured, reading.captured)
  const refunds = await tx.refund.findMany({ where: { paymentId: payment.id, status: 'done' } })
  const refunded = refunds.reduce((sum, { amount }) => sum + amount, 0)
  await tx.payment.update({
    where: { id: payment.id },
    data: {
      ...{ status, authorized, captured, refunded, problem: reading.problem ?? null },
      ...(!reading.problem && { seenProblem: null }),
      providerRef: payment.providerRef ?? reading.ref,
      ...(RANKS[status] >= ENDED && { openOrderId: null }),
      version: { increment: 1 }
    }
  })
  return captured > payment.captured || (status === 'authorized' && payment.status !== 'authorized')
}

/** What comes later in the life of a payment. Money that was taken outranks all. */
function laterOf(before: Payment['status'], after: Payment['status']): Payment['status'] {
  return RANKS[after] > RANKS[before] ? after : before
}

/** A refund of ours, by its key or the provider's name for it. */
function knownRefund({ refunds }: Payment, { key, ref }: ProviderRefund): PaymentRefund | undefined {
  return refunds.find((one) => one.idempotencyKey === key) ?? refunds.find((one) => one.providerRef === ref)
}

/**
 * One that staff have noted as paid back, and made at the provider. Each is one of the provider's at most.
 *
 * @param noted it is taken out of these
 */
function takeNoted(noted: PaymentRefund[], { amount, status }: ProviderRefund): PaymentRefund | undefined {
  const index = noted.findIndex((one) => one.amount === amount && status !== 'failed')
  return index === -1 ? undefined : noted.splice(index, 1)[0]
}

/** One that was made at the provider. */
async function createRefund(
  tx: Database,
  { id: paymentId }: Payment,
  { ref, amount, status }: ProviderRefund,
  now: Date
): Promise<void> {
  await tx.refund.create({
    data: {
      ...{ paymentId, amount, status, providerRef: ref, reason: 'at-provider', at: now },
      idempotencyKey: randomUUID()
    }
  })
}

/** Writes how far a refund has come, which never goes back. */
export async function advanceRefund(
  tx: Database,
  refund: PaymentRefund,
  { ref, status }: { ref: string | null; status: PaymentRefund['status'] }
): Promise<void> {
  if (refund.providerRef === null && ref !== null) {
    // It was seen at the provider before the provider told us that it is ours.
    await tx.refund.deleteMany({
      where: { paymentId: refund.paymentId, providerRef: ref, id: { not: refund.id } }
    })
  }
  const goesOn = REFUND_RANKS[status] > REFUND_RANKS[refund.status]
  await tx.refund.update({
    where: { id: refund.id },
    data: { providerRef: refund.providerRef ?? ref, ...(goesOn && { status }) }
  })
}

const ENDED = 3
const RANKS = {
  created: 0,
  pending: 1,
  authorized: 2,
  failed: ENDED,
  cancelled: ENDED,
  expired: ENDED,
  captured: 4
}
// A bank can send back what was done.
const REFUND_RANKS = { asked: 0, sent: 1, done: 2, failed: 3 }
