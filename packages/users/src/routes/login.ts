import { wantsHtml } from '@larder/blueprint'
import { signOut } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { COSTLY, done, refuseForNow } from '../answers.js'
import type { TryPassword } from '../attempts.js'
import { findByCredentials } from '../credentials.js'
import { giveDevice, readDevice } from '../device-cookie.js'
import { localPath } from '../local-path.js'
import { LOGIN_CODES, NUMBERED_ERRORS } from '../login-codes.js'
import { Credentials, Done, Next, NotSignedIn, SignedIn } from '../schemas.js'
import { logEvent } from '../security-events.js'
import { signInUnlessChanged } from '../sign-in-unless-changed.js'
import type { App } from '../typed-app.js'
import { welcome } from '../welcome.js'

export default function loginRoutes(app: App, tryPassword: TryPassword, home: string): void {
  const ask = { summary: 'A form to log in', querystring: Next }
  app.get('/login', { name: 'login', templates: ['login'], schema: ask }, async (request, reply) => {
    if (request.user) return reply.redirect(localPath(request.query.next) ?? app.urlFor('.account'), 303)
    return reply.view('login', { values: request.query, problem: undefined })
  })

  const response = { 200: SignedIn, 400: NotSignedIn, 401: NotSignedIn }
  const login = {
    ...COSTLY,
    templates: ['login'],
    schema: { summary: 'Logs in', body: Credentials, response },
    ...NUMBERED_ERRORS
  }
  app.post('/login', login, async (request, reply) => {
    const { user_name, password, next } = request.body
    const values = { user_name, next }
    if (!user_name || !password) return askAgain(request, reply, values, INCOMPLETE)
    const found = await findByCredentials(app.db, tryPassword, user_name, password, readDevice(request))
    if (found.outcome === 'wrong') {
      logEvent(request, 'login_failed', found.userId)
      return askAgain(request, reply, values, WRONG)
    }
    if (found.outcome === 'limited') {
      logEvent(request, 'login_limited', found.userId)
      return refuseForNow(request, reply, found.left, 'login', values)
    }
    const { user, known } = found
    if (!(await signInUnlessChanged(request, user, user.passwordHash))) {
      logEvent(request, 'login_failed', user.id)
      return askAgain(request, reply, values, WRONG)
    }
    if (!known) await giveDevice(request, reply, user.id)
    logEvent(request, 'login', user.id)
    return welcome(request, reply, user, { message: `Welcome back, ${user.name}.`, page: next, home })
  })

  const logout = { summary: 'Logs out, here', response: { 200: Done } }
  app.post('/logout', { name: 'logout', schema: logout }, async (request, reply) => {
    const { user } = request
    if (user) logEvent(request, 'logout', user.id)
    await signOut(request)
    // A guest's sentence would take a session to be kept in, and anybody could have those made without end.
    if (!user && wantsHtml(request)) return reply.redirect(home, 303)
    return done(request, reply, 'You are logged out.', home)
  })
}

const INCOMPLETE = [400, LOGIN_CODES.incomplete, 'Please give a name and a password.'] as const
const WRONG = [401, LOGIN_CODES.wrong, 'Name and password do not fit.'] as const

function askAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  values: object,
  [status, code, message]: typeof INCOMPLETE | typeof WRONG
): FastifyReply {
  reply.code(status)
  if (!wantsHtml(request)) return reply.send({ code, message })
  return reply.view('login', { values, problem: message })
}
