import { type Translate, writeText } from '@larder/blueprint'
import { type Static, Type } from 'typebox'
import { findMethod, type Payments } from '../methods/method-registry.js'
import type { Payment } from '../methods/payment-method.js'
import { problemInWords } from '../payment/problem-in-words.js'
import { amountByHand, isByHand } from '../settling/make-refund.js'
import { reasonInWords } from '../settling/refund-order.js'

const OrNull = <Schema extends Parameters<typeof Type.Optional>[0]>(schema: Schema) =>
  Type.Union([schema, Type.Null()])

/** A payment as staff see it. Amounts are in minor units of the currency. */
export const StaffPayment = Type.Object({
  id: Type.Integer(),
  order_id: Type.Integer(),
  method: Type.String(),
  label: Type.String({ description: 'The method in words.' }),
  status: Type.Enum(['created', 'pending', 'authorized', 'captured', 'failed', 'cancelled', 'expired']),
  open: Type.Boolean({ description: 'Whether the customer can still pay by it.' }),
  amount: Type.Integer(),
  captured: Type.Integer(),
  refunded: Type.Integer(),
  currency: Type.String(),
  provider_ref: OrNull(Type.String()),
  problem: OrNull(
    Type.Object({
      code: Type.String({ description: 'As it is written down.' }),
      text: Type.String(),
      language: Type.String({ description: 'A provider speaks English.' }),
      seen: Type.Boolean({ description: 'Whether staff have looked at it.' })
    })
  ),
  created_at: Type.String(),
  asks: Type.Boolean({ description: 'Whether a provider can be asked what became of it.' }),
  refunds: Type.Array(
    Type.Object({
      id: Type.Integer(),
      amount: Type.Integer(),
      status: Type.Enum(['asked', 'sent', 'done', 'failed']),
      reason: Type.String(),
      at: Type.String(),
      by_hand: Type.Boolean({ description: 'Whether staff pay it back, and say when they have.' }),
      left: Type.Integer({ description: 'What they can note as paid back by hand, also of one that failed.' })
    })
  )
})
export type StaffPayment = Static<typeof StaffPayment>

export function viewPayment(
  { methods }: Pick<Payments, 'methods'>,
  payment: Payment,
  t: Translate
): StaffPayment {
  const { id, orderId, method, status, openOrderId, amount, captured, refunded, currency } = payment
  const { providerRef, problem, seenProblem, createdAt } = payment
  const { label = method, read } = findMethod({ methods }, method) ?? {}
  return {
    label: writeText(label, t),
    ...{ id, order_id: orderId, method, status, amount, captured, refunded, currency },
    problem: problem === null ? null : viewProblem(problem, problem === seenProblem, t),
    open: openOrderId !== null,
    provider_ref: providerRef,
    created_at: createdAt.toISOString(),
    asks: read !== undefined,
    refunds: payment.refunds.map((row) => ({
      ...{ id: row.id, amount: row.amount, status: row.status, reason: reasonInWords(row.reason, t) },
      at: row.at.toISOString(),
      by_hand: isByHand({ methods }, payment, row),
      left: amountByHand({ methods }, payment, row)
    }))
  }
}

function viewProblem(code: string, seen: boolean, t: Translate): NonNullable<StaffPayment['problem']> {
  return { code, ...problemInWords(code, t), seen }
}
