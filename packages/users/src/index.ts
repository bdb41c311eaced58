import { blueprint, claimNames, type MountOptions, type NoParams } from '@larder/blueprint'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { type AccountMails, createAccountMails } from './account-mails.js'
import routes, { type UsersOptions } from './routes.js'

/**
 * The life of an account: register, log in and out, confirm an address, change and reset a password, end sessions, log in by two
 * steps. Gives the app `app.accounts`, which the functions beside it are given.
 *
 * @throws at boot BLUEPRINT_ERR_DECORATION_TAKEN, USERS_ERR_KEY_LENGTH
 */
export default fp(users, { name: '@larder/users', fastify: '5.x' })

async function users(app: FastifyInstance, options: UsersOptions & MountOptions) {
  claimNames(app, { plugin: '@larder/users', names: ['app.accounts'] })
  // The blueprint puts its own mails there.
  app.decorate('accounts', { mails: createAccountMails(app) })
  await app.register(pages, options)
}

const pages = blueprint<UsersOptions>(
  {
    name: 'users',
    root: new URL('..', import.meta.url),
    slots: ['users.account.links'],
    dependencies: ['@larder/database', '@larder/session', '@larder/mail'],
    decorators: { fastify: ['db', 'mail'], request: ['session'] },
    defaults: { home: '/', wrongPasswords: 10, secretKey: '', issuer: '' }
  },
  routes
)

declare module 'fastify' {
  interface FastifyInstance {
    /** For the functions of @larder/users that send mails. */
    accounts: { mails: AccountMails }
  }
}

export { findAccount } from './accounts/change-account.js'
export { findMember } from './accounts/find-member.js'
export { setRole } from './accounts/set-role.js'
export {
  USERS_ERR_ADDRESS,
  USERS_ERR_BUSY,
  USERS_ERR_HAS_ACCOUNT,
  USERS_ERR_KEY_LENGTH,
  USERS_ERR_NO_CUSTOMER,
  USERS_ERR_NO_LINK,
  USERS_ERR_NO_SECOND_FACTOR,
  USERS_ERR_NO_SECRET_KEY,
  USERS_ERR_NO_SESSION,
  USERS_ERR_OWN_ACCOUNT,
  USERS_ERR_SECOND_FACTOR_NEEDED,
  USERS_ERR_SECRET_KEY,
  USERS_ERR_STAFF_ACCOUNT,
  USERS_ERR_TOO_MANY_MAILS,
  USERS_ERR_TOO_OFTEN,
  USERS_ERR_UNKNOWN_ROLE,
  USERS_ERR_UNKNOWN_USER,
  USERS_ERR_UNPROVED
} from './errors.js'
export { hashPassword } from './passwords/hash-password.js'
export type { UsersOptions } from './routes.js'
export { type ResetFactor, resetSecondFactorOf } from './second-factor/remove-second-factor.js'
export { saveLanguage } from './user-language.js'

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
    'users.second-factor': NoParams
    'users.set-up-second-factor': NoParams
    'users.recovery-codes': NoParams
    'users.remove-second-factor': NoParams
    'users.data': NoParams
    'users.delete': NoParams
    'users.sessions': NoParams
    'users.end-session': { session: string }
    'users.end-other-sessions': NoParams
  }
  interface Slots {
    /** On the account's page: items of the list of links, before those of the account. */
    'users.account.links': object
  }
}
