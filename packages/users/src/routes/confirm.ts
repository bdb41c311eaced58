import type { BlueprintApp } from '@larder/blueprint'
import { addressProved, currentUser, requireUser, userOf } from '@larder/session'
import type { AccountMails } from '../account-mails.js'
import { askForProofAgain, confirmAddress } from '../accounts/confirm-address.js'
import { USERS_ERR_TOO_MANY_MAILS } from '../errors.js'
import { COSTLY, forbidStoring, hideUrl, refuseLink, replyDone } from '../replies.js'
import { Done, Link } from '../schemas.js'
import { logEvent } from '../security-events.js'
import { findToken } from '../tokens.js'

export default function confirmRoutes(app: BlueprintApp, mails: AccountMails): void {
  const link = {
    onRequest: [forbidStoring, hideUrl],
    templates: ['confirm', 'link-refused'],
    schema: { summary: 'Where the link of a mail leads', querystring: Link }
  }
  // Programs that look into mails follow links: what a link does is done by a button.
  app.get('/confirm', { name: 'confirm', ...link }, async (request, reply) => {
    const { token } = request.query
    if (!(await findToken(app.db, 'confirm_email', token)))
      return refuseLink(request, reply, { page: 'account' })
    return reply.view('confirm', { token })
  })

  const confirm = {
    onRequest: forbidStoring,
    templates: ['link-refused'],
    schema: { summary: 'Confirms an e-mail address', body: Link, response: { 200: Done } }
  }
  app.post('/confirm', confirm, async (request, reply) => {
    const result = await confirmAddress(app.db, mails, addressProved(app), request.body.token)
    if (result.outcome !== 'confirmed') {
      logEvent(request, 'link_refused')
      return refuseLink(request, reply, { page: 'account', taken: result.outcome === 'taken' })
    }
    logEvent(request, 'email_confirmed', result.userId)
    const page = app.urlFor(userOf(request) ? '.account' : '.login')
    return replyDone(request, reply, request.t('users:confirmed'), page)
  })

  const again = {
    ...COSTLY,
    preHandler: requireUser,
    onRequest: forbidStoring,
    schema: { summary: 'Sends the mail to confirm an address again', response: { 200: Done } }
  }
  app.post('/confirm/send', { name: 'send-confirmation', ...again }, async (request, reply) => {
    const asked = await askForProofAgain(app.db, mails, currentUser(request).id)
    if (asked?.sent === false) throw new USERS_ERR_TOO_MANY_MAILS()
    const message = asked ? request.t('users:sent-again') : request.t('users:nothing-to-confirm')
    return replyDone(request, reply, message, app.urlFor('.account'))
  })
}
