import { signIn } from '@larder/session'
import { COSTLY, refuse } from '../answers.js'
import { giveDevice } from '../device-cookie.js'
import type { Letters } from '../letters.js'
import { registerUser } from '../registration.js'
import { Next, Refused, Registration, SignedIn } from '../schemas.js'
import { logEvent } from '../security-events.js'
import type { App } from '../typed-app.js'
import { welcome } from '../welcome.js'

export default function registerRoutes(app: App, letters: Letters, home: string): void {
  const ask = { summary: 'A form to register', querystring: Next }
  app.get('/register', { name: 'register', templates: ['register'], schema: ask }, async (request, reply) => {
    if (request.user) return reply.redirect(app.urlFor('.account'), 303)
    return reply.view('register', { values: request.query, problems: {} })
  })

  const register = {
    summary: 'Makes an account, and logs in',
    body: Registration,
    response: { 201: SignedIn, 422: Refused }
  }
  app.post('/register', { ...COSTLY, templates: ['register'], schema: register }, async (request, reply) => {
    const { name, user_name, email, next } = request.body
    const outcome = await registerUser(app.db, letters, request.body)
    if ('problems' in outcome) {
      return refuse(request, reply, outcome.problems, 'register', { name, user_name, email, next })
    }
    const { user } = outcome
    await signIn(request, { id: user.id, name: user.name, role: user.role })
    await giveDevice(request, reply, user.id)
    logEvent(request, 'registered', user.id)
    return welcome(request, reply.code(201), user, { message: asksForProof(user.name), page: next, home })
  })
}

function asksForProof(name: string): string {
  return `Welcome, ${name}. We have sent you a mail: please confirm your address with its link. You can shop meanwhile.`
}
