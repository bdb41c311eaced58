import type { BlueprintApp } from '@larder/blueprint'
import { currentUser, refuseRemovedUser, requireUser } from '@larder/session'
import type { AccountMails } from '../account-mails.js'
import { findAccount } from '../accounts/change-account.js'
import { changeAddress } from '../accounts/change-address.js'
import { USERS_ERR_TOO_MANY_MAILS } from '../errors.js'
import type { TryPassword } from '../login/login-throttle.js'
import { COSTLY, forbidStoring, refuseFields, refuseForNow, replyDone } from '../replies.js'
import { AddressChange, Done, Refused } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function emailRoutes(app: BlueprintApp, mails: AccountMails, tryPassword: TryPassword): void {
  const personal = { preHandler: requireUser, onRequest: forbidStoring }

  const ask = { ...personal, schema: { summary: 'A form for another e-mail address' } }
  app.get('/email', { name: 'email', templates: ['email'], ...ask }, async (request, reply) => {
    const found = await findAccount(app.db, currentUser(request).id)
    if (!found) return refuseRemovedUser(request, reply)
    return reply.view('email', { values: { email: '' }, problems: {} })
  })

  const change = {
    ...COSTLY,
    ...personal,
    templates: ['email'],
    schema: {
      summary: 'Asks for another e-mail address',
      body: AddressChange,
      response: { 200: Done, 422: Refused }
    }
  }
  app.post('/email', change, async (request, reply) => {
    const { id } = currentUser(request)
    const result = await changeAddress(app.db, mails, tryPassword, id, request.body)
    if (result.outcome === 'gone') return refuseRemovedUser(request, reply)
    if (result.outcome === 'limited') {
      logEvent(request, 'password_limited', id)
      return refuseForNow(request, reply, result.left, 'email', { email: request.body.email })
    }
    if (result.outcome === 'refused') {
      if (result.problems.password) logEvent(request, 'password_refused', id)
      return refuseFields(request, reply, result.problems, 'email', { email: request.body.email })
    }
    logEvent(request, 'email_change_asked', id)
    if (!result.sent) throw new USERS_ERR_TOO_MANY_MAILS()
    return replyDone(request, reply, request.t('users:email-change-asked'), app.urlFor('.account'))
  })
}
