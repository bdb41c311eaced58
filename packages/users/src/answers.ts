import type {} from '@fastify/rate-limit'
import { wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { USERS_ERR_NO_LINK, USERS_ERR_TOO_OFTEN } from './errors.js'
import type { Problems } from './problems.js'

// Hashing a password is work, on purpose, and so is a mail: an app with @fastify/rate-limit limits how often one address
// has it done.
export const COSTLY = { config: { rateLimit: {} } }

/** An onRequest hook for pages that are one person's. */
export async function forbidStoring(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('cache-control', 'no-store')
}

/**
 * An onRequest hook for pages whose URL has a secret: what is on them must not be told it. Of `no-referrer` browsers
 * make `Origin: null`, with which the page's own form would be refused.
 */
export async function hideUrl(_request: FastifyRequest, reply: FastifyReply): Promise<void> {
  reply.header('referrer-policy', 'strict-origin')
}

/** Tells what was done: a program at once, a browser on the page where it is sent. */
export function done(
  request: FastifyRequest,
  reply: FastifyReply,
  message: string,
  page: string
): FastifyReply {
  if (!wantsHtml(request)) return reply.send({ code: 0, message })
  flash(request, message)
  return reply.redirect(page, 303)
}

/** Shows the form again with what was wrong; no passwords. @param more what the template needs besides */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  problems: Problems,
  template: string,
  values: object,
  more: object = {}
): FastifyReply {
  reply.code(422)
  if (wantsHtml(request)) return reply.view(template, { ...more, values, problems })
  return reply.send({ code: 1, message: 'Please check these fields.', problems })
}

/**
 * Shows the form again and says when to come back.
 *
 * @throws USERS_ERR_TOO_OFTEN (429) to programs
 */
export function refuseForNow(
  request: FastifyRequest,
  reply: FastifyReply,
  left: number,
  template: string,
  values: object
): FastifyReply {
  reply.header('retry-after', Math.ceil(left / 1_000))
  const error = new USERS_ERR_TOO_OFTEN(inMinutes(left))
  if (!wantsHtml(request)) throw error
  return reply.code(429).view(template, { values, problems: {}, problem: error.message })
}

/**
 * Says that the link of a mail is of no use any more, and which page has another.
 *
 * @throws USERS_ERR_NO_LINK (400) to programs
 */
export function refuseLink(
  request: FastifyRequest,
  reply: FastifyReply,
  { page, taken = false }: { page: 'account' | 'forgot'; taken?: boolean }
): FastifyReply {
  if (!wantsHtml(request)) throw new USERS_ERR_NO_LINK()
  return reply.code(400).view('link-refused', { page, taken })
}

function inMinutes(milliseconds: number): string {
  const minutes = Math.ceil(milliseconds / 60_000)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}
