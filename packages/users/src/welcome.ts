import { wantsHtml } from '@larder/blueprint'
import { type SessionUser, signIn } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { localPath } from './local-path.js'

/** Signs somebody in, and sends a browser on: to where it came from, if that is on this site, else home. */
export async function welcome(
  request: FastifyRequest,
  reply: FastifyReply,
  user: SessionUser,
  next: string | undefined,
  home: string
): Promise<FastifyReply> {
  await signIn(request, user)
  if (wantsHtml(request)) return reply.redirect(localPath(next) ?? home, 303)
  return reply.send({ code: 0, message: 'Logged in.', user: { id: user.id, user_name: user.name } })
}
