import { blueprint, type NoParams } from '@larder/blueprint'
import routes from './routes.js'

export interface CartsOptions {
  /** What the shop's prices are in, ISO 4217. @default 'EUR' */
  currency?: string
}

/** The cart of whoever asks: guests have one too, and it becomes the customer's at log-in. */
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
export { CEILING } from './schemas.js'

declare module '@larder/blueprint' {
  interface Routes {
    'carts.show': NoParams
    'carts.get-carts': NoParams
    'carts.add': NoParams
    'carts.change': { good: number }
  }
}
