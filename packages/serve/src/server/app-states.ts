import type { FastifyInstance } from 'fastify'

/**
 * Gives the app `draining`, with which each answer ends its connection, `leaving`, with which it is not ready, and
 * `warmingUp`, with which it counts and logs no request.
 */
export function addStates(app: FastifyInstance): void {
  app.decorate('draining', false)
  app.decorate('leaving', false)
  app.decorate('warmingUp', false)
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (app.draining) reply.header('connection', 'close')
    done()
  })
}

export interface AppStates {
  /** Whether this worker is on its way out. */
  draining: boolean
  /** Whether the whole instance is: a worker that is replaced has others beside it. */
  leaving: boolean
  /** Whether it answers nobody's request yet. */
  warmingUp: boolean
}

declare module 'fastify' {
  interface FastifyInstance extends AppStates {}
}
