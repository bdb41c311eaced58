import { type BlueprintApp, localPath, wantsHtml } from '@larder/blueprint'
import {
  currentUser,
  guardBy,
  refuseRemovedUser,
  renewSession,
  requireUser,
  secondFactorFirst
} from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { AccountMails } from '../account-mails.js'
import { findAccount } from '../accounts/change-account.js'
import { USERS_ERR_NO_SECOND_FACTOR, USERS_ERR_SECOND_FACTOR_NEEDED } from '../errors.js'
import type { TryPassword } from '../login/login-throttle.js'
import { COSTLY, forbidStoring, refuseFields, refuseForNow, replyDone } from '../replies.js'
import { AppSecret, Done, Next, RecoveryCodes, Refused, SecondFactorSetup } from '../schemas.js'
import { hasSecondFactor, type SecondFactorSettings } from '../second-factor/find-second-factor.js'
import { removeSecondFactor, renewRecoveryCodes } from '../second-factor/remove-second-factor.js'
import { offerSecret, readOffer, setUpSecondFactor } from '../second-factor/set-up-second-factor.js'
import { describeApp } from '../second-factor/time-codes.js'
import { logEvent } from '../security-events.js'
import { RECENT, requireRecentFactor, wasGivenLately } from './second-factor.js'

/** What the routes of a second factor need besides the app. */
export interface SecondFactorNeeds {
  mails: AccountMails
  tryPassword: TryPassword
  settings: SecondFactorSettings
}

/** Sets up, replaces and removes the second factor, and makes new recovery codes. */
export default function changeSecondFactorRoutes(app: BlueprintApp, needs: SecondFactorNeeds): void {
  offerRoute(app, needs)
  setUpRoute(app, needs)
  recoveryCodesRoute(app, needs)
  removeRoute(app, needs)
}

const SETUP = '/second-factor/set-up'

function offerRoute(app: BlueprintApp, { settings }: SecondFactorNeeds): void {
  const offer = {
    onRequest: forbidStoring,
    preHandler: [requireUser, requireFactorIfSet],
    templates: ['set-up-second-factor'],
    schema: { summary: 'A secret for an authenticator app', querystring: Next, response: { 200: AppSecret } }
  }
  app.get(SETUP, { name: 'set-up-second-factor', ...offer }, async (request, reply) => {
    // The same for the whole session: a page that is loaded again shows what the app has scanned.
    const { session } = request
    session.offeredSecret = offerSecret(settings, currentUser(request).id, session.offeredSecret)
    const page = await describeOffer(request, settings)
    if (!page) return refuseRemovedUser(request, reply)
    if (!wantsHtml(request)) return { secret: page.app.text.replaceAll(' ', ''), uri: page.app.uri }
    return reply.view('set-up-second-factor', { ...page, values: request.query, problems: {} })
  })
}

function setUpRoute(app: BlueprintApp, { mails, ...needs }: SecondFactorNeeds): void {
  const setUp = {
    ...COSTLY,
    onRequest: forbidStoring,
    preHandler: [requireUser, requireFactorIfSet],
    templates: ['set-up-second-factor', 'recovery-codes'],
    schema: {
      summary: 'Makes the authenticator app the second factor',
      body: SecondFactorSetup,
      response: { 200: RecoveryCodes, 422: Refused }
    }
  }
  app.post(SETUP, setUp, async (request, reply) => {
    const { id } = currentUser(request)
    const { next } = request.body
    const offer = offerSecret(needs.settings, id, request.session.offeredSecret)
    request.session.offeredSecret = offer
    const typed = { ...request.body, offer, given: wasGivenLately(request) }
    const result = await setUpSecondFactor(app.db, mails, needs, id, typed)
    const page = result.outcome !== 'set-up' && (await describeOffer(request, needs.settings))
    if (result.outcome === 'set-up') {
      logEvent(request, 'second_factor_set_up', id)
      request.session.offeredSecret = undefined
      request.session.secondFactorAt = Date.now()
      await renewSession(request)
      return showCodes(request, reply, result.recoveryCodes, request.t('users:second-factor-on'), next)
    }
    if (result.outcome === 'gone' || !page) return refuseRemovedUser(request, reply)
    if (result.outcome === 'limited') {
      logEvent(request, 'password_limited', id)
      return refuseForNow(request, reply, result.left, 'set-up-second-factor', { next }, page)
    }
    if (result.problems.password) logEvent(request, 'password_refused', id)
    return refuseFields(request, reply, result.problems, 'set-up-second-factor', { next }, page)
  })
}

const recent = { onRequest: [forbidStoring, requireRecentFactor] }

function recoveryCodesRoute(app: BlueprintApp, { mails }: SecondFactorNeeds): void {
  const codes = {
    ...recent,
    templates: ['recovery-codes'],
    schema: { summary: 'Makes new recovery codes', response: { 200: RecoveryCodes } }
  }
  app.post('/second-factor/recovery-codes', { name: 'recovery-codes', ...codes }, async (request, reply) => {
    const { id } = currentUser(request)
    const recoveryCodes = await renewRecoveryCodes(app.db, mails, id)
    if (!recoveryCodes) throw new USERS_ERR_NO_SECOND_FACTOR()
    logEvent(request, 'recovery_codes_made', id)
    return showCodes(request, reply, recoveryCodes, request.t('users:recovery-codes-made'))
  })
}

function removeRoute(app: BlueprintApp, { mails }: SecondFactorNeeds): void {
  const remove = {
    ...recent,
    schema: { summary: 'Removes the second factor of a customer', response: { 200: Done } }
  }
  app.post('/second-factor/remove', { name: 'remove-second-factor', ...remove }, async (request, reply) => {
    const { id, role } = currentUser(request)
    if (role !== 'customer') throw new USERS_ERR_SECOND_FACTOR_NEEDED()
    if (!(await removeSecondFactor(app.db, mails, id))) throw new USERS_ERR_NO_SECOND_FACTOR()
    logEvent(request, 'second_factor_removed', id)
    request.session.secondFactorAt = undefined
    return replyDone(request, reply, request.t('users:second-factor-off'), app.urlFor('.account'))
  })
}

/** Who has a second factor gives it. */
export const requireFactorIfSet = guardBy(async (request) => {
  const isSet = await hasSecondFactor(request.server.db, currentUser(request).id)
  return isSet ? secondFactorFirst(request, RECENT) : undefined
})

async function describeOffer(request: FastifyRequest, settings: SecondFactorSettings) {
  const { db, urlFor } = request.server
  const { id } = currentUser(request)
  const account = await findAccount(db, id)
  if (!account) return undefined
  const secret = readOffer(settings, id, request.session.offeredSecret ?? '')
  const login = account.email ?? account.user_name ?? account.name
  const issuer = settings.issuer() || new URL(urlFor('.login', {}, {}, { absolute: true })).host
  const app = describeApp(secret, { issuer, label: login })
  return { app, isReplaced: await hasSecondFactor(db, id), login }
}

/** Shows recovery codes, this once. */
function showCodes(
  request: FastifyRequest,
  reply: FastifyReply,
  recoveryCodes: string[],
  message: string,
  next?: string
): FastifyReply {
  if (!wantsHtml(request)) return reply.send({ code: 0, message, recovery_codes: recoveryCodes })
  const page = localPath(next) ?? request.server.urlFor('.account')
  return reply.view('recovery-codes', { recoveryCodes, message, page })
}

declare module 'fastify' {
  interface Session {
    /** The secret of an authenticator app that is being set up, encrypted, in base64. */
    offeredSecret?: string
  }
}
