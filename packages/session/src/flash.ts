import type { FastifyRequest } from 'fastify'

/** Keeps a sentence for the visitor's next page, also after `signOut`. */
export function flash(request: FastifyRequest, message: string): void {
  if (!request.session) beginSession(request)
  request.session.flashes = [...(request.session.flashes ?? []), message]
}

/** The sentences kept for this visitor, each given out once. */
export function takeFlashes(request: FastifyRequest): string[] {
  const flashes = request.session?.flashes ?? []
  if (flashes.length > 0) request.session.flashes = undefined
  return flashes
}

function beginSession(request: FastifyRequest): void {
  // What is no id gets a new session, at once and without a query.
  request.server.decryptSession('', request, () => {})
}
