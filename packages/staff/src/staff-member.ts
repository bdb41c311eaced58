import { SESSION_ERR_NO_USER, type SessionUser } from '@larder/session'
import type { FastifyRequest } from 'fastify'

/** Who works on a staff page, or whose token a program has sent. */
export interface Member extends SessionUser {
  /** The permissions of the token; undefined for somebody who has logged in. */
  scopes?: readonly string[]
}

/**
 * The member of staff who sent this request, in handlers of routes with a permission.
 *
 * @throws SESSION_ERR_NO_USER (401) elsewhere
 */
export function staffMember(request: FastifyRequest): Member {
  const member = memberOf(request)
  if (!member) throw new SESSION_ERR_NO_USER()
  return member
}

/** The same, and undefined elsewhere. */
export function memberOf(request: FastifyRequest): Member | undefined {
  return members.get(request)
}

export function setMember(request: FastifyRequest, member: Member): void {
  members.set(request, member)
}

const members = new WeakMap<FastifyRequest, Member>()
