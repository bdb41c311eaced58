import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type CartsOptions } from './routes.js'
import type { CartView } from './schemas.js'

/** The visitor's cart. Guests have one too, and it becomes the customer's at log-in. */
export default blueprint<CartsOptions>(
  {
    name: 'carts',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session', 'goods'],
    decorators: { fastify: ['db', 'onSignIn'], request: ['session'] },
    slots: ['carts.show.actions'],
    defaults: { currency: 'EUR' }
  },
  routes
)

export { addAllToCart, addToCart, type WantedLine } from './add-to-cart.js'
export { type CartOwner, cartOwner, cartOwnerOrNew } from './cart-owner.js'
export { changeLine, type LineOutcome } from './change-line.js'
export { CARTS_ERR_NO_LINE, CARTS_ERR_UNKNOWN_GOOD } from './errors.js'
export { type CartContents, emptyCart, lockCart, readCart } from './lock-cart.js'
export type { CartsOptions } from './routes.js'
export { sayLimit } from './say-limit.js'
export { type CartView, CEILING, mostInCart } from './schemas.js'

declare module '@larder/blueprint' {
  interface Routes {
    'carts.show': NoParams
    'carts.get-carts': NoParams
    'carts.add': NoParams
    'carts.change': { good: number }
  }
  interface Slots {
    /** On the page of a cart that has goods, below its total: what a visitor can do with it. */
    'carts.show.actions': { cart: CartView }
  }
}
