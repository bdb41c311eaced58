import type { FastifyRequest } from 'fastify'

/** Keeps a sentence for the visitor's next page, also after `signOut`; of many the last ten. */
export function flash({ session }: FastifyRequest, message: string): void {
  session.flashes = [...(session.flashes ?? []), message].slice(-MOST_FLASHES)
}

/** The sentences kept for this visitor, each given out once. A page that is not found, or fails, leaves them for the next. */
export function takeFlashes({ session }: FastifyRequest): string[] {
  // Nothing of a request that failed is saved, so that they would come again.
  if (!session?.encryptedSessionId) return []
  const flashes = session.flashes ?? []
  if (flashes.length > 0) session.flashes = undefined
  return flashes
}

/** A visitor who never looks at a page must not fill the database. */
const MOST_FLASHES = 10
