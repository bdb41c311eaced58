import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** @param status that of an answer that had begun, else 499, as nginx has it */
export type BrokenOffHook = (request: FastifyRequest, reply: FastifyReply, status: number) => void

/** Gives the app `onBrokenOff`, for requests whose client leaves before the answer: Fastify runs no `onResponse` for them. */
export function addBrokenOff(app: FastifyInstance): void {
  const hooks: BrokenOffHook[] = []
  app.decorate('onBrokenOff', (hook: BrokenOffHook) => void hooks.push(hook))
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = reply
    raw.once('close', () => {
      if (raw.writableEnded) return
      const status = raw.headersSent ? reply.statusCode : CLIENT_CLOSED_REQUEST
      for (const hook of hooks) hook(request, reply, status)
    })
    done()
  })
}

const CLIENT_CLOSED_REQUEST = 499

declare module 'fastify' {
  interface FastifyInstance {
    /** Adds a hook that runs when a connection ends before the answer to its request. */
    onBrokenOff: (hook: BrokenOffHook) => void
  }
}
