import type { FastifyReply, FastifyRequest } from 'fastify'
import { rememberDevice, YEAR } from './devices.js'

/** What this browser was given when it signed in before. */
export function readDevice(request: FastifyRequest): string | undefined {
  return request.cookies[nameOfCookie(request)]
}

/** Gives this browser what makes it known as one of the user's. */
export async function giveDevice(
  request: FastifyRequest,
  reply: FastifyReply,
  userId: number
): Promise<void> {
  const secret = await rememberDevice(request.server.db, userId)
  const { attributes } = request.server.sessionSettings
  reply.setCookie(nameOfCookie(request), secret, { ...attributes, maxAge: YEAR / 1_000 })
}

function nameOfCookie({ server }: FastifyRequest): string {
  return server.sessionSettings.attributes.secure ? '__Host-device' : 'device'
}
