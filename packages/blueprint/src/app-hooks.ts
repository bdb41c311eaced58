import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

export type AppHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
export type AppHookName = 'onRequest' | 'preHandler' | 'onResponse'
export type AppHooks = Record<AppHookName, AppHook[]>

/**
 * Runs the hooks that blueprints add by `app.addAppHook`, in the order of registration. A route has
 * only the hooks of its own scope, so the app calls them here: every route inherits from the app.
 */
export function runAppHooks(app: FastifyInstance, appHooks: AppHooks): void {
  for (const name of ['onRequest', 'preHandler', 'onResponse'] as const) {
    app.addHook(name, (request: FastifyRequest, reply: FastifyReply, done: (error?: Error) => void) => {
      if (appHooks[name].length === 0) done()
      else if (name === 'onResponse') runEach(appHooks[name], request, reply).then(() => done(), done)
      else runUntilAnswered(appHooks[name], request, reply).then((answered) => answered || done(), done)
    })
  }
}

async function runEach(hooks: AppHook[], request: FastifyRequest, reply: FastifyReply): Promise<void> {
  for (const hook of hooks) await hook(request, reply)
}

/** @returns whether one of them has answered, after which no other runs */
async function runUntilAnswered(
  hooks: AppHook[],
  request: FastifyRequest,
  reply: FastifyReply
): Promise<boolean> {
  for (const hook of hooks) {
    await hook(request, reply)
    // An answer that the visitor did not wait for is one, too.
    if (reply.sent || reply.raw.destroyed) return true
  }
  return false
}
