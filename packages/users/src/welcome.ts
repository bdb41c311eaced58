import { wantsHtml } from '@larder/blueprint'
import type { SessionUser } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { localPath } from './local-path.js'

/** Sends whoever has just signed in on: to where they came from, if that is on this site, else home. */
export function welcome(
  request: FastifyRequest,
  reply: FastifyReply,
  user: SessionUser,
  next: string | undefined,
  home: string
): FastifyReply {
  if (wantsHtml(request)) return reply.redirect(localPath(next) ?? home, 303)
  return reply.send({ code: 0, message: 'Logged in.', user: { id: user.id, user_name: user.name } })
}
