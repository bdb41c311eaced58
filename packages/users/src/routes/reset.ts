import type { BlueprintApp } from '@larder/blueprint'
import { addressProved } from '@larder/session'
import type { AccountMails } from '../account-mails.js'
import { listResettable, resetPassword } from '../accounts/reset-password.js'
import { giveDevice } from '../login/devices.js'
import { COSTLY, forbidStoring, hideUrl, refuseFields, refuseLink, replyDone } from '../replies.js'
import { Done, Link, Refused, Reset } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function resetRoutes(app: BlueprintApp, mails: AccountMails): void {
  const link = {
    onRequest: [forbidStoring, hideUrl],
    templates: ['reset', 'link-refused'],
    schema: { summary: 'Where the link of a mail leads', querystring: Link }
  }
  app.get('/reset', { name: 'reset', ...link }, async (request, reply) => {
    const { token } = request.query
    const accounts = await listResettable(app.db, token)
    if (accounts.length === 0) return refuseLink(request, reply, { page: 'forgot' })
    return reply.view('reset', { values: { token }, accounts, problems: {} })
  })

  const reset = {
    ...COSTLY,
    onRequest: forbidStoring,
    templates: ['reset', 'link-refused'],
    schema: {
      summary: 'Chooses another password by the link of a mail',
      body: Reset,
      response: { 200: Done, 422: Refused }
    }
  }
  app.post('/reset', reset, async (request, reply) => {
    const { token, account } = request.body
    const result = await resetPassword(app.db, mails, addressProved(app), request.body)
    if (result.outcome === 'refused') {
      const accounts = await listResettable(app.db, token)
      return refuseFields(request, reply, result.problems, 'reset', { token, account }, { accounts })
    }
    if (result.outcome !== 'changed') {
      logEvent(request, 'link_refused')
      return refuseLink(request, reply, { page: 'forgot' })
    }
    logEvent(request, 'password_reset', result.user.id)
    // Whoever tries out passwords meanwhile does not keep this browser from logging in.
    await giveDevice(request, reply, result.user.id)
    return replyDone(request, reply, request.t('users:password-reset'), app.urlFor('.login'))
  })
}
