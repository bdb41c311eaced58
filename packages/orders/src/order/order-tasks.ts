import { taskKind } from '@larder/tasks'
import { Type } from 'typebox'

/** Cancels an order if it is not paid. `due` is when, in milliseconds: clocks differ. */
export const EXPIRE = taskKind('orders.expire', Type.Object({ order: Type.Integer(), due: Type.Number() }))

/** Completes an order, 14 days after its last parcel was sent. */
export const COMPLETE = taskKind('orders.complete', Type.Object({ order: Type.Integer() }))
