import { setTimeout as delay } from 'node:timers/promises'
import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import type { AccountMails } from '../account-mails.js'
import { askForReset } from '../accounts/ask-for-reset.js'
import { COSTLY, forbidStoring, refuseFields } from '../replies.js'
import { Done, Refused, ResetWish } from '../schemas.js'
import { logEvent } from '../security-events.js'

export default function forgotRoutes(app: BlueprintApp, mails: AccountMails): void {
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
    const message = request.t('users:reset-sent')
    return wantsHtml(request) ? reply.view('forgot-sent', { message }) : reply.send({ code: 0, message })
  })
}

/** Milliseconds that an answer takes at least. */
const ALIKE = 150

const NO_ADDRESS = { email: 'email-missing' } as const
