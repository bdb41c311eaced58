import type {} from '@fastify/rate-limit'
import { errorMessage, localPath, wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problems } from './account-fields.js'
import { USERS_ERR_NO_LINK, USERS_ERR_TOO_OFTEN } from './errors.js'

// For routes that hash passwords or send mails: an app with @fastify/rate-limit limits how often one address may call them.
export const COSTLY = { config: { rateLimit: {} } }

export async function forbidStoring(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('cache-control', 'no-store')
}

/**
 * An onRequest hook for pages with a secret in the URL, which other sites must not see. With `no-referrer` browsers would send
 * `Origin: null`, and the page's own form would be refused.
 */
export async function hideUrl(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('referrer-policy', 'strict-origin')
}

/**
 * As {@link hideUrl}, if the URL has a page to go on to, which may be a link with a secret. Otherwise the page's forms say by
 * their Referer where they were, and lead back there after a log-in.
 */
export async function hideNext(
  request: FastifyRequest<{ Querystring: { next?: string } }>,
  reply: FastifyReply
): Promise<void> {
  if (request.query.next !== undefined) await hideUrl(request, reply)
}

/** Confirms what was done: to a program at once, to a browser on the page that it is redirected to. */
export function replyDone(
  request: FastifyRequest,
  reply: FastifyReply,
  message: string,
  page: string
): FastifyReply {
  if (!wantsHtml(request)) return reply.send({ code: 0, message })
  flash(request, message)
  return reply.redirect(page, 303)
}

/** Redirects a user who has just signed in to where they came from, if that is on this site, else home. */
export function replySignedIn(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, name, userName }: { id: number; name: string; userName: string | null },
  { message, page, home }: { message: string; page: string | undefined; home: string }
): FastifyReply {
  if (!wantsHtml(request))
    return reply.send({
      code: 0,
      message: request.t('users:logged-in'),
      user: { id, name, user_name: userName }
    })
  flash(request, message)
  return reply.redirect(localPath(page) ?? home, 303)
}

/** Shows the form again with its problems, without passwords. @param more what the template needs besides */
export function refuseFields(
  request: FastifyRequest,
  reply: FastifyReply,
  problems: Problems,
  template: string,
  values: object,
  more: object = {}
): FastifyReply {
  const { t } = request
  const said = Object.entries(problems).map(([field, problem]) => [field, t.of('users:problem', problem)])
  const shown = Object.fromEntries(said)
  reply.code(422)
  if (wantsHtml(request)) return reply.view(template, { ...more, values, problems: shown })
  return reply.send({ code: 1, message: t('users:refused'), problems: shown })
}

/**
 * Shows the form again, and says when to try again.
 *
 * @param left milliseconds
 * @throws USERS_ERR_TOO_OFTEN (429) to programs
 */
export function refuseForNow(
  request: FastifyRequest,
  reply: FastifyReply,
  left: number,
  template: string,
  values: object,
  more: object = {}
): FastifyReply {
  reply.header('retry-after', Math.ceil(left / 1_000))
  const error = new USERS_ERR_TOO_OFTEN(inMinutes(left))
  if (!wantsHtml(request)) throw error
  return reply
    .code(429)
    .view(template, { ...more, values, problems: {}, problem: errorMessage(request, error) })
}

/**
 * Says that a mail's link does not work, and names the page to get another.
 *
 * @throws USERS_ERR_NO_LINK (400) to programs
 */
export function refuseLink(
  request: FastifyRequest,
  reply: FastifyReply,
  { page, why = 'old' }: { page: 'account' | 'forgot'; why?: 'old' | 'taken' | 'other' }
): FastifyReply {
  if (!wantsHtml(request)) throw new USERS_ERR_NO_LINK()
  return reply.code(400).view('link-refused', { page, why })
}

function inMinutes(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000)
  return minutes === 1 ? '1 minute' : `${minutes} minutes`
}
