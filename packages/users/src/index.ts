import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type UsersOptions } from './routes.js'

/** The life of an account: register, log in and out, confirm an address, change and reset a password, end sessions. */
export default blueprint<UsersOptions>(
  {
    name: 'users',
    root: new URL('..', import.meta.url),
    slots: ['users.account.links'],
    dependencies: ['@larder/database', '@larder/session', '@larder/mail'],
    decorators: { fastify: ['db', 'mail'], request: ['session'] },
    defaults: { home: '/', wrongPasswords: 10 }
  },
  routes
)

export { findAccount } from './accounts/change-account.js'
export { findMember } from './accounts/find-member.js'
export { setRole } from './accounts/set-role.js'
export {
  USERS_ERR_BUSY,
  USERS_ERR_NO_LINK,
  USERS_ERR_NO_SESSION,
  USERS_ERR_TOO_MANY_MAILS,
  USERS_ERR_TOO_OFTEN,
  USERS_ERR_UNKNOWN_ROLE,
  USERS_ERR_UNKNOWN_USER
} from './errors.js'
export { hashPassword } from './passwords/hash-password.js'
export type { UsersOptions } from './routes.js'

declare module '@larder/blueprint' {
  interface Routes {
    'users.register': NoParams
    'users.login': NoParams
    'users.logout': NoParams
    'users.account': NoParams
    'users.confirm': NoParams
    'users.send-confirmation': NoParams
    'users.email': NoParams
    'users.password': NoParams
    'users.forgot': NoParams
    'users.reset': NoParams
    'users.sessions': NoParams
    'users.end-session': { session: string }
    'users.end-other-sessions': NoParams
  }
  interface Slots {
    /** On the account's page: items of the list of links, before those of the account. */
    'users.account.links': object
  }
}
