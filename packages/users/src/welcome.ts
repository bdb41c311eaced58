import { wantsHtml } from '@larder/blueprint'
import { flash } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { localPath } from './local-path.js'

interface Way {
  /** What people are told on the next page. */
  message: string
  /** Where they came from. */
  page: string | undefined
  home: string
}

/** Sends whoever has just signed in on: to where they came from, if that is on this site, else home. */
export function welcome(
  request: FastifyRequest,
  reply: FastifyReply,
  { id, name, userName }: { id: number; name: string; userName: string | null },
  { message, page, home }: Way
): FastifyReply {
  if (!wantsHtml(request))
    return reply.send({ code: 0, message: 'Logged in.', user: { id, name, user_name: userName } })
  flash(request, message)
  return reply.redirect(localPath(page) ?? home, 303)
}
