import type { BlueprintApp } from '@larder/blueprint'
import { addressProved, currentUser, refuseRemovedUser, requireUser } from '@larder/session'
import type { AccountMails } from '../account-mails.js'
import { findAccount } from '../accounts.js'
import { changeAddress } from '../change-address.js'
import { askForProofAgain, confirmAddress } from '../confirm-address.js'
import { USERS_ERR_TOO_MANY_MAILS } from '../errors.js'
import type { TryPassword } from '../login/login-throttle.js'
import {
  COSTLY,
  forbidStoring,
  hideUrl,
  refuseFields,
  refuseForNow,
  refuseLink,
  replyDone
} from '../replies.js'
import { AddressChange, Done, Link, Refused } from '../schemas.js'
import { logEvent } from '../security-events.js'
import { findToken } from '../tokens.js'

export default function emailRoutes(app: BlueprintApp, mails: AccountMails, tryPassword: TryPassword): void {
  const personal = { preHandler: requireUser, onRequest: forbidStoring }

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
    const page = app.urlFor(request.user ? '.account' : '.login')
    return replyDone(request, reply, 'Your e-mail address is confirmed.', page)
  })

  const again = {
    ...COSTLY,
    ...personal,
    schema: { summary: 'Sends the mail to confirm an address again', response: { 200: Done } }
  }
  app.post('/confirm/send', { name: 'send-confirmation', ...again }, async (request, reply) => {
    const asked = await askForProofAgain(app.db, mails, currentUser(request).id)
    if (asked?.sent === false) throw new USERS_ERR_TOO_MANY_MAILS()
    const message = asked ? 'We have sent the e-mail again.' : 'There is no address to confirm.'
    return replyDone(request, reply, message, app.urlFor('.account'))
  })

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
    const message = 'We have sent an e-mail to the new address. Please confirm it with the link in it.'
    return replyDone(request, reply, message, app.urlFor('.account'))
  })
}
