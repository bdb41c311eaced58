import type { BlueprintApp } from '@larder/blueprint'
import { askToLogIn, currentUser, refuseRemovedUser, requireUser } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import type { AccountMails } from '../account-mails.js'
import { findAccount } from '../accounts/change-account.js'
import { changePassword } from '../accounts/change-password.js'
import { giveDevice } from '../login/devices.js'
import type { TryPassword } from '../login/login-throttle.js'
import { signInUnlessChanged } from '../login/sign-in-unless-changed.js'
import { COSTLY, forbidStoring, refuseFields, refuseForNow, replyDone } from '../replies.js'
import { Done, PasswordChange, Refused } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function passwordRoutes(
  app: BlueprintApp,
  mails: AccountMails,
  tryPassword: TryPassword
): void {
  const personal = { preHandler: requireUser, onRequest: forbidStoring }

  const ask = { ...personal, schema: { summary: 'A form for another password' } }
  app.get('/password', { name: 'password', templates: ['password'], ...ask }, async (request, reply) => {
    const login = await findLogin(request)
    if (!login) return refuseRemovedUser(request, reply)
    return reply.view('password', { values: { login }, problems: {} })
  })

  const change = {
    ...COSTLY,
    ...personal,
    templates: ['password'],
    schema: { summary: 'Changes the password', body: PasswordChange, response: { 200: Done, 422: Refused } }
  }
  app.post('/password', change, async (request, reply) => {
    const { id } = currentUser(request)
    const result = await changePassword(app.db, mails, tryPassword, id, request.body)
    if (result.outcome === 'gone') return refuseRemovedUser(request, reply)
    if (result.outcome === 'limited') {
      logEvent(request, 'password_limited', id)
      return refuseForNow(request, reply, result.left, 'password', { login: await findLogin(request) })
    }
    if (result.outcome === 'refused') {
      if (result.problems.current_password) logEvent(request, 'password_refused', id)
      return refuseFields(request, reply, result.problems, 'password', { login: await findLogin(request) })
    }
    logEvent(request, 'password_changed', id)
    // All sessions have ended with the old password; this visitor gets a new one, unless another change has ended it again.
    const { user, passwordHash } = result
    if (!(await signInUnlessChanged(request, user, passwordHash))) {
      return askToLogIn(request, reply, app.urlFor('.account'))
    }
    await giveDevice(request, reply, id)
    return replyDone(request, reply, request.t('users:password-changed'), app.urlFor('.account'))
  })

  /** What password managers keep the password under. */
  async function findLogin(request: FastifyRequest): Promise<string | null | undefined> {
    const found = await findAccount(app.db, currentUser(request).id)
    return found?.user_name ?? found?.email ?? found?.pending_email
  }
}
