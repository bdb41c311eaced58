import { wantsHtml } from '@larder/blueprint'
import { currentUser, flash, refuseRemovedUser, requireUser } from '@larder/session'
import { changeAccount, findAccount } from '../accounts.js'
import { forbidStoring, refuse } from '../answers.js'
import { Account, AccountChange, Refused } from '../schemas.js'
import type { App } from '../typed-app.js'

export default function accountRoutes(app: App): void {
  const personal = { preHandler: requireUser, onRequest: forbidStoring }

  const show = { ...personal, schema: { summary: 'Who is signed in', response: { 200: Account } } }
  app.get('/account', { name: 'account', templates: ['account'], ...show }, async (request, reply) => {
    const found = await findAccount(app.db, currentUser(request).id)
    if (!found) return refuseRemovedUser(request, reply)
    return wantsHtml(request) ? reply.view('account', { values: found, problems: {} }) : found
  })

  const change = {
    ...personal,
    templates: ['account'],
    schema: {
      summary: 'Changes name, user name and gender',
      body: AccountChange,
      response: { 200: Account, 422: Refused }
    }
  }
  app.post('/account', change, async (request, reply) => {
    const { id } = currentUser(request)
    const found = await findAccount(app.db, id)
    if (!found) return refuseRemovedUser(request, reply)
    const outcome = await changeAccount(app.db, id, request.body)
    if ('problems' in outcome) {
      const { name = found.name, user_name = found.user_name, gender = found.gender } = request.body
      return refuse(request, reply, outcome.problems, 'account', { ...found, name, user_name, gender })
    }
    request.session.user = outcome.user
    if (!wantsHtml(request)) return outcome.account
    flash(request, 'Your changes are saved.')
    return reply.redirect(app.urlFor('.account'), 303)
  })
}
