import { setTimeout as delay } from 'node:timers/promises'
import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { addressProved } from '@larder/session'
import type { AccountMails } from '../account-mails.js'
import { askForReset } from '../ask-for-reset.js'
import { giveDevice } from '../login/devices.js'
import { COSTLY, forbidStoring, hideUrl, refuseFields, refuseLink, replyDone } from '../replies.js'
import { listResettable, resetPassword } from '../reset-password.js'
import { Done, Link, Refused, Reset, ResetWish } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function resetRoutes(app: BlueprintApp, mails: AccountMails): void {
  const ask = { summary: 'A form for who forgot the password' }
  app.get('/forgot', { name: 'forgot', templates: ['forgot'], schema: ask }, async (_request, reply) =>
    reply.view('forgot', { values: {}, problems: {} })
  )

  const wish = {
    ...COSTLY,
    onRequest: forbidStoring,
    templates: ['forgot', 'forgot-sent'],
    schema: {
      summary: 'Sends a link to choose another password',
      body: ResetWish,
      response: { 200: Done, 422: Refused }
    }
  }
  app.post('/forgot', wish, async (request, reply) => {
    const { email } = request.body
    if (!email?.trim()) return refuseFields(request, reply, NO_ADDRESS, 'forgot', { email })
    // A mail takes some milliseconds to write, by which one could tell whether there is one.
    const [asked] = await Promise.all([askForReset(app.db, mails, email), delay(ALIKE)])
    logEvent(request, 'reset_asked', asked?.userId)
    if (!wantsHtml(request)) return reply.send({ code: 0, message: SENT })
    return reply.view('forgot-sent', { message: SENT })
  })

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
    return replyDone(request, reply, 'Your password is changed. Please log in.', app.urlFor('.login'))
  })
}

/** Milliseconds that an answer takes at least. */
const ALIKE = 150

const NO_ADDRESS = { email: 'Please enter your e-mail address.' }
const SENT =
  'If there is an account with this address, we have sent an e-mail to it. The link in it works for ten minutes.'
