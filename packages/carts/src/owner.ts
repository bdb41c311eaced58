import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { CartOwner } from './carts.js'

/** Whose cart this request is about; undefined for a guest who has none yet. It never comes from the URL or the body. */
export function cartOwner(request: FastifyRequest): CartOwner | undefined {
  if (request.user) return { userId: request.user.id }
  return request.session.cartId ? { id: request.session.cartId } : undefined
}

/** Whose cart this request adds to: a guest without one gets a name for it, which the session keeps. */
export function cartOwnerOrNew(request: FastifyRequest): CartOwner {
  const owner = cartOwner(request)
  if (owner) return owner
  request.session.cartId = randomUUID()
  return { id: request.session.cartId }
}

declare module 'fastify' {
  interface Session {
    /** The guest's cart. */
    cartId?: string
  }
}
