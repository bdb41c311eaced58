import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type CartsOptions } from './routes.js'

/** The visitor's cart. Guests have one too, and it becomes the customer's at log-in. */
export default blueprint<CartsOptions>(
  {
    name: 'carts',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session', 'goods'],
    decorators: { fastify: ['db', 'onSignIn'], request: ['session'] },
    defaults: { currency: 'EUR' }
  },
  routes
)

export { CARTS_ERR_NO_LINE, CARTS_ERR_UNKNOWN_GOOD } from './errors.js'
export type { CartsOptions } from './routes.js'
export { CEILING } from './schemas.js'

declare module '@larder/blueprint' {
  interface Routes {
    'carts.show': NoParams
    'carts.get-carts': NoParams
    'carts.add': NoParams
    'carts.change': { good: number }
  }
}
