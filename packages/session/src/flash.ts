import type { FastifyRequest } from 'fastify'

/** Keeps a message for the visitor's next page, also after `signOut`. Of many, the last ten are kept. */
export function flash({ session }: FastifyRequest, message: string): void {
  session.flashes = [...(session.flashes ?? []), message].slice(-MOST_FLASHES)
}

/** Takes the messages kept for this visitor. A request that fails leaves them for the next page. */
export function takeFlashes({ session }: FastifyRequest): string[] {
  // A failed request does not save its session: taken here, they would be shown twice.
  if (!session?.encryptedSessionId) return []
  const flashes = session.flashes ?? []
  if (flashes.length > 0) session.flashes = undefined
  return flashes
}

const MOST_FLASHES = 10
