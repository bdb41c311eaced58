/// <reference types="@fastify/session" preserve="true" />
import cookie, { type CookieSerializeOptions } from '@fastify/cookie'
import fastifySession from '@fastify/session'
import { addMessages, checkOptions, claimNames, type DecorationName, everyHour } from '@larder/blueprint'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { AddressProvedHook } from './address-proved.js'
import type { EraseHook, ExportHook } from './personal-data.js'
import {
  clearDroppedCookie,
  findStaleCookie,
  forbidStoring,
  forgoSession,
  leaveSession,
  sendCookieOnce
} from './request-hooks.js'
import { refuseForeignOrigin } from './same-origin.js'
import { type Register, type SessionUser, userOf } from './session-user.js'
import type { SignInHook } from './sign-in.js'
import { createStore, deleteExpiredSessions, type SessionsEndHook, type StoredSession } from './store.js'

export interface SessionOptions {
  /** The URL by which visitors reach the site: requests from its origin are the site's own. @default unknown */
  publicUrl?: URL | undefined
  /** Whether visitors use HTTPS: cookies are then `Secure` with the prefix `__Host-`. @default by `publicUrl` */
  secure?: boolean | undefined
  /** Milliseconds after which an unused session ends. @default 14 days */
  idleTimeout?: number | undefined
  /** Milliseconds after which a session ends, used or not. @default 30 days */
  absoluteTimeout?: number | undefined
  /** The named route that `requireUser` redirects visitors to. @default 'users.login' */
  loginRoute?: string | undefined
  /** The named route that `requireSecondFactor` redirects visitors to. @default 'users.second-factor' */
  secondFactorRoute?: string | undefined
  /**
   * Another name for `request.user`, where the app has its own. Larder itself asks `userOf(request)`.
   * @default { user: 'user' }
   */
  decorateAs?: { user: string } | undefined
}

/**
 * Sessions in the database, `request.user`, and the refusal of unsafe requests from other sites. A
 * visitor gets a session, and costs a query, only once there is something to keep.
 *
 * @throws BLUEPRINT_ERR_DECORATION_TAKEN, BLUEPRINT_ERR_OPTION at boot
 */
export default fp(session, { name: '@larder/session', fastify: '5.x', dependencies: ['@larder/database'] })

const TYPES = {
  publicUrl: 'URL',
  secure: 'boolean',
  idleTimeout: 'number',
  absoluteTimeout: 'number',
  loginRoute: 'string',
  secondFactorRoute: 'string',
  decorateAs: 'object'
} as const

async function session(app: FastifyInstance, options: SessionOptions) {
  checkOptions('@larder/session', options, TYPES)
  const { publicUrl, secure = publicUrl?.protocol === 'https:', loginRoute = 'users.login' } = options
  const { idleTimeout = 14 * DAY, absoluteTimeout = 30 * DAY } = options
  const { secondFactorRoute = 'users.second-factor' } = options
  const { user: userName = 'user' } = options.decorateAs ?? {}
  const bringsCookies = !app.hasRequestDecorator('cookies')
  claimNames(app, {
    plugin: '@larder/session',
    names: [...ADDED, ...(bringsCookies ? COOKIES : []), `request.${userName}`],
    ways: WAYS
  })
  addMessages(app, 'session', new URL('..', import.meta.url))
  const cookieName = secure ? '__Host-session' : 'session'
  const attributes = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const
  app.addHook('onRequest', refuseForeignOrigin({ publicUrl, secure }))
  if (bringsCookies) await app.register(cookie)
  app.addHook('onRequest', forgoSession)
  if (secure) app.addHook('onSend', tellOfHttps)
  await app.register(fastifySession, {
    secret: UNSIGNED,
    store: createStore(app.db, { idleTimeout, absoluteTimeout }),
    cookieName,
    // The table decides when a session ends. The cookie is not renewed at each request, so it must last as long as any session.
    cookie: { ...attributes, maxAge: absoluteTimeout },
    saveUninitialized: false,
    rolling: false
  })
  app.addHook('onRequest', findStaleCookie)
  app.addHook('onError', leaveSession)
  app.addHook('onSend', clearDroppedCookie)
  app.addHook('onSend', sendCookieOnce)
  app.addHook('onSend', forbidStoring)
  everyHour(app, (signal) => deleteExpiredSessions(app, signal), 'Expired sessions were not deleted.')
  app.decorateRequest(userName, {
    getter(this: FastifyRequest) {
      return userOf(this)
    }
  })
  app.decorate('sessionSettings', {
    publicUrl,
    loginRoute,
    secondFactorRoute,
    absoluteTimeout,
    ...addHooks(app),
    cookieName,
    attributes
  })
}

/** Lets others add hooks. */
function addHooks(app: FastifyInstance) {
  const signInHooks: SignInHook[] = []
  const endHooks: SessionsEndHook[] = []
  const addressProvedHooks: AddressProvedHook[] = []
  const exportHooks = new Map<string, ExportHook>()
  const eraseHooks: EraseHook[] = []
  app.decorate('onSignIn', (hook) => void signInHooks.push(hook))
  app.decorate('onSessionsEnd', (hook) => void endHooks.push(hook))
  app.decorate('onAddressProved', (hook) => void addressProvedHooks.push(hook))
  app.decorate('onExport', (section, hook) => void exportHooks.set(section, hook))
  app.decorate('onErase', (hook) => void eraseHooks.push(hook))
  return { signInHooks, endHooks, addressProvedHooks, exportHooks, eraseHooks }
}

/** @fastify/session saves no secure session if the last hop speaks plain HTTP. The visitor's protocol is `secure`. */
async function tellOfHttps(request: FastifyRequest): Promise<void> {
  Object.defineProperty(request, 'protocol', { value: 'https', configurable: true })
}

const ADDED: DecorationName[] = [
  ...(['request.session', 'request.sessionStore', 'app.decryptSession', 'app.sessionSettings'] as const),
  ...(['app.onSignIn', 'app.onSessionsEnd', 'app.onAddressProved', 'app.onExport', 'app.onErase'] as const)
]
const COOKIES: DecorationName[] = ['app.serializeCookie', 'request.cookies']
const COOKIE_FIRST = 'register @fastify/cookie before @larder/session, which then uses it'
const SESSION_BESIDE = 'register @fastify/session in a plugin beside the one that holds Larder'
const WAYS = {
  'request.user': "give @larder/session the option decorateAs: { user: 'customer' }",
  'request.session': `give @fastify/secure-session sessionName: 'admin', or ${SESSION_BESIDE}`,
  'request.sessionStore': SESSION_BESIDE,
  'app.decryptSession': SESSION_BESIDE,
  'app.serializeCookie': COOKIE_FIRST,
  'request.cookies': COOKIE_FIRST
}
const DAY = 24 * 60 * 60 * 1000

// An id is 192 random bits and only its hash is stored: a signature would only add a secret to keep.
const UNSIGNED = {
  sign: (id: string) => id,
  unsign: (id: string) => ({ valid: /^[\w-]{32}$/.test(id), renew: false, value: id })
}

declare module 'fastify' {
  interface FastifyInstance {
    sessionSettings: {
      publicUrl: URL | undefined
      loginRoute: string
      secondFactorRoute: string
      absoluteTimeout: number
      signInHooks: readonly SignInHook[]
      endHooks: readonly SessionsEndHook[]
      addressProvedHooks: readonly AddressProvedHook[]
      exportHooks: ReadonlyMap<string, ExportHook>
      eraseHooks: readonly EraseHook[]
      cookieName: string
      attributes: CookieSerializeOptions
    }
    /** Adds a hook that runs when a visitor signs in, while the session is still the guest's. */
    onSignIn: (hook: SignInHook) => void
    /** Adds a hook that deletes what depends on sessions that have expired. */
    onSessionsEnd: (hook: SessionsEndHook) => void
    /** Adds a hook that runs when a user has proved that an e-mail address is theirs. */
    onAddressProved: (hook: AddressProvedHook) => void
    /** Adds a section to what a person gets of what the shop keeps of them. */
    onExport: (section: string, hook: ExportHook) => void
    /** Adds a hook that removes what a feature keeps of a person. */
    onErase: (hook: EraseHook) => void
  }
  interface FastifyRequest {
    user: Register extends { user: infer Own } ? Own : SessionUser | undefined
  }
  interface Session {
    /** The session's row; undefined until there was something to keep. */
    stored?: StoredSession
    user?: SessionUser
    userAgent?: string
    address?: string
    /** When the user gave a second factor in this session, in milliseconds since 1970. */
    secondFactorAt?: number
    flashes?: string[]
  }
}

export { type AddressProvedHook, addressProved } from './address-proved.js'
export {
  SESSION_ERR_FORBIDDEN,
  SESSION_ERR_FOREIGN_ORIGIN,
  SESSION_ERR_GUARD_CALLED,
  SESSION_ERR_NO_USER,
  SESSION_ERR_SECOND_FACTOR
} from './errors.js'
export { flash, takeFlashes } from './flash.js'
export { type Guard, guardBy } from './guards/guard-by.js'
export { requireRole } from './guards/require-role.js'
export { requireSecondFactor, secondFactorFirst } from './guards/require-second-factor.js'
export {
  askToLogIn,
  currentUser,
  loginFirst,
  refuseRemovedUser,
  requireUser
} from './guards/require-user.js'
export {
  type EraseHook,
  type ExportHook,
  erasePersonalData,
  exportPersonalData,
  type Person
} from './personal-data.js'
export { type Attempts, countAttempt, takeBackAttempt } from './rate-limit.js'
// With a star, so that an app can add to `Register`.
export type * from './session-user.js'
export { userOf } from './session-user.js'
export {
  currentSession,
  endOtherSessions,
  endSession,
  listSessions,
  type OpenSession,
  signOutEverywhere
} from './sessions.js'
export { renewSession, type SignInHook, signIn, signOut } from './sign-in.js'
export { deleteExpiredSessions, type SessionsEndHook } from './store.js'
