import type { BlueprintApp } from '@larder/blueprint'
import { signIn, userOf } from '@larder/session'
import type { AccountMails } from '../account-mails.js'
import { registerUser } from '../accounts/register-user.js'
import { giveDevice } from '../login/devices.js'
import { COSTLY, hideNext, refuseFields, replySignedIn } from '../replies.js'
import { Next, Refused, Registration, SignedIn } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function registerRoutes(app: BlueprintApp, mails: AccountMails, home: string): void {
  const ask = { onRequest: hideNext, schema: { summary: 'A form to register', querystring: Next } }
  app.get('/register', { name: 'register', templates: ['register'], ...ask }, async (request, reply) => {
    if (userOf(request)) return reply.redirect(app.urlFor('.account'), 303)
    return reply.view('register', { values: request.query, problems: {} })
  })

  const register = {
    summary: 'Makes an account, and logs in',
    body: Registration,
    response: { 201: SignedIn, 422: Refused }
  }
  app.post('/register', { ...COSTLY, templates: ['register'], schema: register }, async (request, reply) => {
    const { name, user_name, email, next } = request.body
    const result = await registerUser(app.db, mails, request.body, request.language)
    if (result.outcome === 'refused') {
      return refuseFields(request, reply, result.problems, 'register', { name, user_name, email, next })
    }
    const { user } = result
    await signIn(request, { id: user.id, name: user.name, role: user.role, language: user.language })
    await giveDevice(request, reply, user.id)
    logEvent(request, 'registered', user.id)
    reply.code(201)
    return replySignedIn(request, reply, user, {
      message: request.t('users:welcome', { name: user.name }),
      page: next,
      home
    })
  })
}
