import { blueprint } from '@larder/blueprint'
import routes from './routes.js'

export interface CartsOptions {
  /** What stands before the name of a good's picture. @default '/pictures/' */
  pictures?: string
}

/** The cart of whoever asks: guests have one too, and it becomes the customer's at log-in. */
export default blueprint<CartsOptions>(
  {
    name: 'carts',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session', 'goods'],
    decorators: { fastify: ['db', 'onSignIn'], request: ['session'] },
    defaults: { pictures: '/pictures/' }
  },
  routes
)
