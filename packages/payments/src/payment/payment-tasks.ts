import type { Database } from '@larder/database'
import { enqueue, taskKind } from '@larder/tasks'
import { Type } from 'typebox'
import type { PaymentMethod } from '../methods/payment-method.js'

/** Asks the provider what became of a payment. */
export const SETTLE = taskKind('payments.settle', Type.Object({ payment: Type.Integer() }))

/** Ends an attempt at its provider. */
export const ABANDON = taskKind('payments.abandon', Type.Object({ payment: Type.Integer() }))

/** Takes what was authorised for an order. */
export const CAPTURE = taskKind('payments.capture', Type.Object({ order: Type.Integer() }))

/** Pays back. The key of the task is the refund's. */
export const REFUND = taskKind('payments.refund', Type.Object({ refund: Type.Integer() }))

/** Handles a notification. */
export const HANDLE_EVENT = taskKind(
  'payments.handle-event',
  Type.Object({ method: Type.String(), event: Type.String() })
)

/** Has the provider asked later: its notification may be lost. */
export async function settleLater(
  tx: Database,
  payment: number,
  { read }: PaymentMethod,
  times: readonly Date[]
): Promise<void> {
  if (!read) return
  for (const dueAt of times) {
    const key = `payments.settle:${payment}:${dueAt.getTime()}`
    await enqueue(tx, SETTLE, { payment }, { key, dueAt })
  }
}
