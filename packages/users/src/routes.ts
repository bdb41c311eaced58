import type {} from '@fastify/rate-limit'
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { wantsHtml } from '@larder/blueprint'
import {
  currentUser,
  flash,
  refuseRemovedUser,
  requireUser,
  type SessionUser,
  signIn,
  signOut
} from '@larder/session'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { UsersOptions } from './index.js'
import { localPath } from './local-path.js'
import { Account, AccountChange, Credentials, Next, type Problems, Registration } from './schemas.js'
import { changeAccount, findAccount, findByCredentials, registerUser } from './users.js'

export default async function routes(fastify: FastifyInstance, { home }: Required<UsersOptions>) {
  const app = fastify.withTypeProvider<TypeBoxTypeProvider>()
  app.addHook('preValidation', expectBody)

  app.get('/register', { name: 'register', schema: { querystring: Next } }, async (request, reply) => {
    if (request.user) return reply.redirect(app.urlFor('.account'), 303)
    return reply.view('register', { values: request.query, problems: {} })
  })

  app.post('/register', { ...COSTLY, schema: { body: Registration } }, async (request, reply) => {
    const outcome = await registerUser(app.db, request.body)
    if ('user' in outcome) return welcome(request, reply.code(201), outcome.user, request.body.next)
    const { password, ...values } = request.body
    return refuse(request, reply, outcome.problems, 'register', values)
  })

  app.get('/login', { name: 'login', schema: { querystring: Next } }, async (request, reply) => {
    if (request.user) return reply.redirect(localPath(request.query.next) ?? app.urlFor('.account'), 303)
    return reply.view('login', { values: request.query, problem: undefined })
  })

  const login = { ...COSTLY, schema: { body: Credentials }, errorHandler: answerUnreadable }
  app.post('/login', login, async (request, reply) => {
    const { user_name, password, next } = request.body
    const complete = user_name && password
    const user = complete && (await findByCredentials(app.db, user_name, password))
    if (user) return welcome(request, reply, user, next)
    const [status, code, message] = complete ? WRONG : INCOMPLETE
    reply.code(status)
    if (!wantsHtml(request)) return reply.send({ code, message })
    return reply.view('login', { values: { user_name, next }, problem: message })
  })

  app.post('/logout', { name: 'logout' }, async (request, reply) => {
    await signOut(request, reply)
    return wantsHtml(request) ? reply.redirect(home, 303) : { code: 0, message: 'Logged out.' }
  })

  const account = { preHandler: requireUser, onRequest: forbidStoring }
  const show = { ...account, schema: { response: { 200: Account } } }
  app.get('/account', { name: 'account', ...show }, async (request, reply) => {
    const found = await findAccount(app.db, currentUser(request).id)
    if (!found) return refuseRemovedUser(request, reply)
    return wantsHtml(request) ? reply.view('account', { values: found, problems: {} }) : found
  })

  const change = { ...account, schema: { body: AccountChange, response: { 200: Account } } }
  app.post('/account', change, async (request, reply) => {
    const { id } = currentUser(request)
    const found = await findAccount(app.db, id)
    if (!found) return refuseRemovedUser(request, reply)
    const outcome = await changeAccount(app.db, id, request.body)
    if ('problems' in outcome) {
      const values = { ...found, ...request.body, email: found.email }
      return refuse(request, reply, outcome.problems, 'account', values)
    }
    request.session.user = outcome.user
    if (!wantsHtml(request)) return outcome.account
    flash(request, 'Your changes are saved.')
    return reply.redirect(app.urlFor('.account'), 303)
  })

  async function welcome(request: FastifyRequest, reply: FastifyReply, user: SessionUser, next?: string) {
    await signIn(request, user)
    if (wantsHtml(request)) return reply.redirect(localPath(next) ?? home, 303)
    return reply.send({ code: 0, message: 'Logged in.', user: { id: user.id, user_name: user.name } })
  }
}

// Hashing a password is work, on purpose: an app with @fastify/rate-limit limits how often one address has it done.
const COSTLY = { config: { rateLimit: {} } }

const INCOMPLETE = [400, 1, 'Please give a name and a password.'] as const
const WRONG = [401, 2, 'Name and password do not fit.'] as const

/** A form without fields comes without a body. */
async function expectBody(request: FastifyRequest): Promise<void> {
  if (request.method === 'POST') request.body ??= {}
}

async function forbidStoring(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('cache-control', 'no-store')
}

/** Programs find the code of a missing field in every answer to a body that cannot be read. */
function answerUnreadable(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const unreadable = error.validation || error.code?.startsWith('FST_ERR_CTP_')
  if (!unreadable || wantsHtml(request)) throw error
  return reply.code(error.statusCode ?? 400).send({ code: 1, message: error.message })
}

function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  problems: Problems,
  template: string,
  values: object
): FastifyReply {
  reply.code(422)
  if (wantsHtml(request)) return reply.view(template, { values, problems })
  return reply.send({ code: 1, message: 'Please check these fields.', problems })
}
