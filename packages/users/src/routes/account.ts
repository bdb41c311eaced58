import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { currentUser, flash, refuseRemovedUser, requireUser } from '@larder/session'
import { changeAccount, findAccount } from '../accounts/change-account.js'
import { forbidStoring, refuseFields } from '../replies.js'
import { Account, AccountChange, Refused } from '../schemas.js'

/** @param twoSteps whether users can have a second factor */
export default function accountRoutes(app: BlueprintApp, twoSteps: boolean): void {
  const more = { twoSteps, slots: { 'users.account.links': {} } }
  const personal = { preHandler: requireUser, onRequest: forbidStoring }

  const show = { ...personal, schema: { summary: 'Who is signed in', response: { 200: Account } } }
  app.get('/account', { name: 'account', templates: ['account'], ...show }, async (request, reply) => {
    const found = await findAccount(app.db, currentUser(request).id)
    if (!found) return refuseRemovedUser(request, reply)
    return wantsHtml(request) ? reply.view('account', { ...more, values: found, problems: {} }) : found
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
    const result = await changeAccount(app.db, id, request.body)
    if (result.outcome === 'refused') {
      const { name = found.name, user_name = found.user_name, gender = found.gender } = request.body
      const values = { ...found, name, user_name, gender }
      return refuseFields(request, reply, result.problems, 'account', values, more)
    }
    request.session.user = result.user
    if (!wantsHtml(request)) return result.account
    flash(request, request.t('users:saved'))
    return reply.redirect(app.urlFor('.account'), 303)
  })
}
