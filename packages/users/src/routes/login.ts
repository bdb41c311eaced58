import { type BlueprintApp, localPath, wantsHtml } from '@larder/blueprint'
import { signOut, userOf } from '@larder/session'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { checkCredentials } from '../login/check-credentials.js'
import { giveDevice, readDevice } from '../login/devices.js'
import type { TryPassword } from '../login/login-throttle.js'
import { awaitSecondFactor } from '../login/pending-login.js'
import { signInUnlessChanged } from '../login/sign-in-unless-changed.js'
import { COSTLY, hideNext, refuseForNow, replyDone, replySignedIn } from '../replies.js'
import { Credentials, Done, Next, NotSignedIn, SignedIn } from '../schemas.js'
import { hasSecondFactor } from '../second-factor/find-second-factor.js'
import { logEvent } from '../security-events.js'

export default function loginRoutes(app: BlueprintApp, tryPassword: TryPassword, home: string): void {
  const ask = { onRequest: hideNext, schema: { summary: 'A form to log in', querystring: Next } }
  app.get('/login', { name: 'login', templates: ['login'], ...ask }, async (request, reply) => {
    if (userOf(request)) return reply.redirect(localPath(request.query.next) ?? app.urlFor('.account'), 303)
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
    if (!user_name || !password) return askAgain(request, reply, values, 'incomplete')
    const found = await checkCredentials(app.db, tryPassword, user_name, password, readDevice(request))
    if (found.outcome === 'wrong') {
      logEvent(request, 'login_failed', found.userId)
      return askAgain(request, reply, values, 'wrong')
    }
    if (found.outcome === 'limited') {
      logEvent(request, 'login_limited', found.userId)
      return refuseForNow(request, reply, found.left, 'login', values)
    }
    const { user, known } = found
    if (await hasSecondFactor(app.db, user.id)) {
      await awaitSecondFactor(request, user, known)
      return askForSecondFactor(request, reply, next)
    }
    if (!(await signInUnlessChanged(request, user, user.passwordHash))) {
      logEvent(request, 'login_failed', user.id)
      return askAgain(request, reply, values, 'wrong')
    }
    if (!known) await giveDevice(request, reply, user.id)
    logEvent(request, 'login', user.id)
    return replySignedIn(request, reply, user, {
      message: request.t('users:welcome-back', { name: user.name }),
      page: next,
      home
    })
  })

  const logout = { summary: 'Logs out, here', response: { 200: Done } }
  app.post('/logout', { name: 'logout', schema: logout }, async (request, reply) => {
    const user = userOf(request)
    if (user) logEvent(request, 'logout', user.id)
    await signOut(request)
    // A guest's sentence would take a session to be kept in, and anybody could have those made without end.
    if (!user && wantsHtml(request)) return reply.redirect(home, 303)
    return replyDone(request, reply, request.t('users:logged-out'), home)
  })
}

/** The `code` in the reply to a log-in: 0 to 2 are the handler's, the others any error's. */
const LOGIN_CODES = {
  signedIn: 0,
  incomplete: 1,
  wrong: 2,
  refused: 3,
  tooOften: 4,
  unavailable: 5,
  halfway: 6
}

/** Route options that give every error reply a number for `code`, whatever part of the app sends it. */
const NUMBERED_ERRORS = { errorHandler: answerUnusable, onSend: numberCode }

const STATUS = { incomplete: 400, wrong: 401 }

function askForSecondFactor(
  request: FastifyRequest,
  reply: FastifyReply,
  next: string | undefined
): FastifyReply {
  const message = request.t('users:second-factor-asked')
  if (!wantsHtml(request)) return reply.code(401).send({ code: LOGIN_CODES.halfway, message })
  return reply.redirect(
    request.server.urlFor(request.server.sessionSettings.secondFactorRoute, {}, { next }),
    303
  )
}

function askAgain(
  request: FastifyRequest,
  reply: FastifyReply,
  values: object,
  outcome: 'incomplete' | 'wrong'
): FastifyReply {
  const message = request.t.of('users:loginProblem', outcome)
  reply.code(STATUS[outcome])
  if (!wantsHtml(request)) return reply.send({ code: LOGIN_CODES[outcome], message })
  return reply.view('login', { values, problem: message })
}

/** Replies to an unusable body, whose error has a text for `code` that the schema would refuse. */
function answerUnusable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (wantsHtml(request) || error.statusCode !== 400) throw error
  const isEmpty = error.code === 'FST_ERR_CTP_EMPTY_JSON_BODY'
  const code = isEmpty ? LOGIN_CODES.incomplete : LOGIN_CODES.refused
  return reply.code(400).header('cache-control', 'no-store').send({ code, message: error.message })
}

async function numberCode(_request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const isJson = String(reply.getHeader('content-type')).startsWith('application/json')
  if (reply.statusCode < 400 || !isJson || typeof payload !== 'string') return payload
  const answer: unknown = JSON.parse(payload)
  if (typeof answer !== 'object' || answer === null) return payload
  if ('code' in answer && typeof answer.code === 'number') return payload
  const numbered = JSON.stringify({ ...answer, code: codeOf(reply.statusCode) })
  // Fastify's own error handler has set the length of its own text.
  reply.header('content-length', Buffer.byteLength(numbered))
  return numbered
}

function codeOf(status: number): number {
  if (status >= 500) return LOGIN_CODES.unavailable
  return status === 429 ? LOGIN_CODES.tooOften : LOGIN_CODES.refused
}
