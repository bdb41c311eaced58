import { createHash } from 'node:crypto'
import { currentSession, userOf } from '@larder/session'
import type { FastifyRequest } from 'fastify'

/** The owner of a cart: a customer, or the guest whose session names it. */
export type CartOwner = { userId: number } | { id: string }

/**
 * The owner of the visitor's cart; undefined for a guest without one. It never comes from the URL
 * or the body.
 */
export function cartOwner(request: FastifyRequest): CartOwner | undefined {
  const user = userOf(request)
  if (user) return { userId: user.id }
  return request.session.cartId ? { id: request.session.cartId } : undefined
}

/** The owner of the cart to add to. A guest's session remembers it from now on. */
export function cartOwnerOrNew(request: FastifyRequest): CartOwner {
  const owner = cartOwner(request)
  if (owner) return owner
  const id = guestCart(currentSession(request))
  request.session.cartId = id
  return { id }
}

/**
 * The id of a session's cart: simultaneous requests of a session open the same one. It is a hash,
 * so that a cart's id does not reveal the session's.
 */
export function guestCart(sessionId: string): string {
  return createHash('sha256').update(`cart of ${sessionId}`).digest('hex').slice(0, 36)
}

declare module 'fastify' {
  interface Session {
    /** The guest's cart. */
    cartId?: string
  }
}
