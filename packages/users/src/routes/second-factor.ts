import { type BlueprintApp, localPath, wantsHtml } from '@larder/blueprint'
import { askToLogIn, renewSession, requireSecondFactor, userOf } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import type { Problems } from '../account-fields.js'
import type { AccountMails } from '../account-mails.js'
import { USERS_ERR_NO_SECOND_FACTOR } from '../errors.js'
import { giveDevice } from '../login/devices.js'
import type { Candidate } from '../login/find-candidates.js'
import { findPendingLogin } from '../login/pending-login.js'
import { signInUnlessChanged } from '../login/sign-in-unless-changed.js'
import { COSTLY, forbidStoring, hideNext, refuseFields, refuseForNow, replySignedIn } from '../replies.js'
import { Done, Next, Refused, SecondFactor, SecondFactorCode, SignedIn } from '../schemas.js'
import { findSecondFactor, type SecondFactorSettings } from '../second-factor/find-second-factor.js'
import { giveSecondFactor } from '../second-factor/give-second-factor.js'
import { logEvent } from '../security-events.js'

/** The page that asks for the second factor, of a user or at a log-in, and shows it to a user who has just given it. */
export default function secondFactorRoutes(
  app: BlueprintApp,
  { mails, settings }: { mails: AccountMails; settings: SecondFactorSettings },
  home: string
): void {
  showRoute(app)
  const give = {
    ...COSTLY,
    onRequest: forbidStoring,
    templates: ['second-factor'],
    schema: {
      summary: 'Gives the second factor, which ends a log-in too',
      body: SecondFactorCode,
      response: { 200: Type.Union([SignedIn, Done]), 422: Refused }
    }
  }
  app.post('/second-factor', give, async (request, reply) => {
    const pending = userOf(request) ? undefined : await findPendingLogin(request)
    const asked = userOf(request) ?? pending?.user
    const { next } = request.body
    if (!asked) return askToLogIn(request, reply, next)
    const given = await giveSecondFactor(app.db, mails, settings, asked.id, request.body)
    if (given.outcome === 'none') throw new USERS_ERR_NO_SECOND_FACTOR()
    if (given.outcome === 'limited') {
      logEvent(request, 'second_factor_limited', asked.id)
      return refuseForNow(request, reply, given.left, 'second-factor', { next })
    }
    if (given.outcome === 'wrong') {
      logEvent(request, 'second_factor_refused', asked.id)
      return refuseFields(request, reply, problemOf(request.body), 'second-factor', { next })
    }
    logEvent(request, given.recoveryCodeUsed ? 'recovery_code_used' : 'second_factor_given', asked.id)
    if (pending) return finishLogin(request, reply, pending, { page: next, home })
    request.session.secondFactorAt = Date.now()
    await renewSession(request)
    if (!wantsHtml(request)) return reply.send({ code: 0, message: request.t('users:second-factor-given') })
    return reply.redirect(localPath(next) ?? app.urlFor('.second-factor'), 303)
  })
}

function showRoute(app: BlueprintApp): void {
  const show = {
    onRequest: [forbidStoring, hideNext],
    templates: ['second-factor', 'second-factor-settings'],
    schema: { summary: 'The second factor', querystring: Next, response: { 200: SecondFactor } }
  }
  app.get('/second-factor', { name: 'second-factor', ...show }, async (request, reply) => {
    const { next } = request.query
    const user = userOf(request)
    if (!user) {
      if (wantsHtml(request) && (await findPendingLogin(request))) return ask(reply, next)
      // A log-in that took too long begins anew, and did not come for this page.
      const page = request.session.pendingLogin ? undefined : app.urlFor('.second-factor')
      return askToLogIn(request, reply, next ?? page)
    }
    const factor = await findSecondFactor(app.db, user.id)
    if (!wantsHtml(request)) return describe(request, factor)
    if (!factor) return reply.redirect(app.urlFor('.set-up-second-factor', {}, { next }), 303)
    if (next !== undefined || !wasGivenLately(request)) return ask(reply, next)
    return reply.view('second-factor-settings', { factor, mayRemove: user.role === 'customer' })
  })
}

async function finishLogin(
  request: FastifyRequest,
  reply: FastifyReply,
  { user, known }: { user: Candidate; known: boolean },
  goOn: { page: string | undefined; home: string }
): Promise<FastifyReply | undefined> {
  if (!(await signInUnlessChanged(request, user, user.passwordHash))) {
    logEvent(request, 'login_failed', user.id)
    return askToLogIn(request, reply, goOn.page)
  }
  request.session.secondFactorAt = Date.now()
  if (!known) await giveDevice(request, reply, user.id)
  logEvent(request, 'login', user.id)
  return replySignedIn(request, reply, user, {
    message: request.t('users:welcome-back', { name: user.name }),
    ...goOn
  })
}

/** Milliseconds. */
export const RECENT = 15 * 60_000

/** A hook for what changes the second factor: it has to be given for that, at most a quarter of an hour before. */
export const requireRecentFactor = requireSecondFactor(RECENT)

export function wasGivenLately({ session }: FastifyRequest): boolean {
  return Date.now() - (session.secondFactorAt ?? 0) <= RECENT
}

function ask(reply: FastifyReply, next: string | undefined): FastifyReply {
  return reply.view('second-factor', { values: { next }, problems: {} })
}

function describe(
  request: FastifyRequest,
  factor: Awaited<ReturnType<typeof findSecondFactor>>
): SecondFactor {
  const { secondFactorAt } = request.session
  return {
    confirmed_at: factor?.confirmedAt.toISOString() ?? null,
    recovery_codes: factor?.recoveryCodes ?? 0,
    given_at: secondFactorAt === undefined ? null : new Date(secondFactorAt).toISOString()
  }
}

function problemOf({ recovery_code: recoveryCode }: SecondFactorCode): Problems {
  return recoveryCode ? { recovery_code: 'recovery-code' } : { code: 'code' }
}
