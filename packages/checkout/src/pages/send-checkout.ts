import { findAddresses } from '@larder/addresses'
import { type BlueprintApp, type Setting, settingOf, wantsHtml } from '@larder/blueprint'
import { findLatestOrder, grantedOrders } from '@larder/orders'
import { userOf } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Answer } from '../checkout/idempotency-key.js'
import type { CheckoutAnswer } from '../schemas.js'
import { describePage } from './describe-page.js'
import { messageFor, STATUSES } from './messages.js'
import { slotDaysIn } from './slot-days.js'
import type { Submitted } from './submit-checkout.js'

/** How answers look. */
export interface SenderOptions {
  country: Setting<string>
  timeZone: Setting<string>
  terms: LinkedText
  withdrawal: LinkedText
}

/** The whole URL of a text, or what makes it for a language. */
export type LinkedText = string | ((language: string) => string)

export function linkIn(link: LinkedText, language: string): string {
  return typeof link === 'string' ? link : link(language)
}

/** Sends what became of a request: to a program as JSON, to a browser as a page, or as the way to it. */
export function createSender(app: BlueprintApp, options: SenderOptions) {
  const [country, timeZone] = [settingOf(options.country), settingOf(options.timeZone)]
  return { send, answerFor }

  async function send(request: FastifyRequest, reply: FastifyReply, submitted: Submitted, isOrder = false) {
    const { status, answer } = await answerFor(request, reply, submitted, isOrder)
    if (!wantsHtml(request)) return reply.code(status).send(answer)
    if ('next' in submitted) return reply.redirect(submitted.next, 303)
    reply.code(status)
    if (!('quote' in submitted)) return reply.view('empty', { message: answer.message, order: answer.order })
    const user = userOf(request)
    const book = user ? await findAddresses(app.db, user.id) : []
    const { t, language } = request
    const page = describePage(submitted, book, country(), slotDaysIn(timeZone(), language), t)
    const terms = linkIn(options.terms, language)
    const withdrawal = linkIn(options.withdrawal, language)
    return reply.view('show', { ...page, isGuest: !user, terms, withdrawal })
  }

  async function answerFor(
    request: FastifyRequest,
    reply: FastifyReply,
    submitted: Submitted,
    isOrder: boolean
  ): Promise<Answer> {
    if ('retryAfter' in submitted) reply.header('retry-after', submitted.retryAfter)
    const answer = await describe(request, submitted)
    return { status: isOrder ? STATUSES[answer.outcome] : 200, answer }
  }

  async function describe(request: FastifyRequest, submitted: Submitted): Promise<CheckoutAnswer> {
    if ('answer' in submitted) return submitted.answer
    if ('next' in submitted) {
      const { outcome, number: order, next } = submitted
      return { outcome, order, next }
    }
    const last = await findLatestOrder(app.db, userOf(request)?.id, grantedOrders(request))
    return { outcome: 'empty', message: messageFor(request.t, 'empty'), order: last?.number ?? null }
  }
}
