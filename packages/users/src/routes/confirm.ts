import type { BlueprintApp } from '@larder/blueprint'
import { addressProved, askToLogIn, currentUser, requireUser, userOf } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
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
    const refusal = await refusalOf(request, token)
    return refusal ? refuse(request, reply, refusal) : reply.view('confirm', { token })
  })

  const confirm = {
    onRequest: forbidStoring,
    templates: ['link-refused'],
    schema: { summary: 'Confirms an e-mail address', body: Link, response: { 200: Done } }
  }
  app.post('/confirm', confirm, async (request, reply) => {
    const refusal = await refusalOf(request, request.body.token)
    if (refusal) return refuse(request, reply, refusal)
    const result = await confirmAddress(app.db, mails, addressProved(app), request.body.token)
    if (result.outcome !== 'confirmed') {
      logEvent(request, 'link_refused')
      return refuseLink(request, reply, {
        page: 'account',
        why: result.outcome === 'taken' ? 'taken' : 'old'
      })
    }
    logEvent(request, 'email_confirmed', result.userId)
    return replyDone(request, reply, request.t('users:confirmed'), app.urlFor('.account'))
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

type Refusal = { why: 'old' | 'other' } | { why: 'guest'; token: string }

/**
 * Why a link is not for who follows it: it is for who is signed in to the account that claims the address. A stranger may have made
 * that account with the address of somebody whose click would give it what is theirs, the orders of a guest for one.
 */
async function refusalOf(request: FastifyRequest, secret = ''): Promise<Refusal | undefined> {
  const token = await findToken(request.server.db, 'confirm_email', secret)
  const user = userOf(request)
  if (!token) return { why: 'old' }
  if (!user) return { why: 'guest', token: secret }
  return user.id === token.userId ? undefined : { why: 'other' }
}

function refuse(request: FastifyRequest, reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { why } = refusal
  if (why === 'guest') {
    const { token } = refusal
    return askToLogIn(request, reply, request.server.urlFor('.confirm', {}, { token }))
  }
  if (why === 'old') logEvent(request, 'link_refused')
  return refuseLink(request, reply, { page: 'account', why })
}
