import { blueprint, type NoParams } from '@larder/blueprint'
import routes from './routes.js'

export interface UsersOptions {
  /** Where a visitor goes after logging in or out, when they came from nowhere in particular. @default '/' */
  home?: string
}

/** Register, log in and out, and the account page. */
export default blueprint<UsersOptions>(
  {
    name: 'users',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session'],
    decorators: { fastify: ['db'], request: ['session'] },
    defaults: { home: '/' }
  },
  routes
)

export { hashPassword } from './passwords.js'

declare module '@larder/blueprint' {
  interface Routes {
    'users.register': NoParams
    'users.login': NoParams
    'users.logout': NoParams
    'users.account': NoParams
  }
}
