import type { Role } from '@larder/database'
import type { FastifyRequest } from 'fastify'

export interface SessionUser {
  id: number
  name: string
  role: Role
  /** Of the pages that the user has chosen, BCP 47; none where there was no choice. */
  language?: string | null
}

/**
 * Where an app whose `request.user` is its own says of which type that is:
 * `declare module '@larder/session' { interface Register { user: Employee } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled by the app
export interface Register {}

/** Who is signed in, whatever `request.user` is called in this app; undefined for a guest. */
export function userOf(request: FastifyRequest): SessionUser | undefined {
  // Null until its hook has run, and on routes without a session.
  const session: FastifyRequest['session'] | null = request.session
  return session?.user
}
