import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type DeliveryOptions } from './routes.js'

/** How goods come to people, what that costs, where to and when. */
export default blueprint<DeliveryOptions>(
  {
    name: 'delivery',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/tasks'],
    decorators: { fastify: ['db', 'tasks'] },
    defaults: { currency: 'EUR', timeZone: 'UTC' }
  },
  routes
)

export type { MethodProblems } from './check-method.js'
export { findMethod, listMethods, listPrices, type MethodPrice, type StoredMethod } from './list-methods.js'
export { makeSlots } from './make-slots.js'
export { type DeliveryOffer, type OfferedSlot, offersFor, type Place } from './offers-for.js'
export type { DeliveryOptions } from './routes.js'
export { type SaveOptions, type SaveOutcome, saveMethod } from './save-method.js'
export { MethodInput, Plan } from './schemas.js'
export { changeCapacity, listSlots, releaseSlot, type StoredSlot, takeSlot } from './take-slot.js'

declare module '@larder/blueprint' {
  interface Routes {
    'delivery.show': NoParams
  }
}
