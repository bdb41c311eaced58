import { createHash } from 'node:crypto'
import { currentSession } from '@larder/session'
import type { FastifyRequest } from 'fastify'

/** Whose cart: a customer's, or the one a guest's session names. */
export type CartOwner = { userId: number } | { id: string }

/** Whose cart this request is about; undefined for a guest who has none yet. It never comes from the URL or the body. */
export function cartOwner(request: FastifyRequest): CartOwner | undefined {
  if (request.user) return { userId: request.user.id }
  return request.session.cartId ? { id: request.session.cartId } : undefined
}

/** Whose cart this request adds to. A guest's session is told that it has one from now on. */
export function cartOwnerOrNew(request: FastifyRequest): CartOwner {
  const owner = cartOwner(request)
  if (owner) return owner
  const id = guestCart(currentSession(request))
  request.session.cartId = id
  return { id }
}

/**
 * What a session's cart is called: requests that open it at the same moment open one. Only the hash of the session's id goes
 * into it, so that a cart leads nobody to a session.
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
