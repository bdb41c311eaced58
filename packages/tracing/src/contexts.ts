import { AsyncLocalStorage } from 'node:async_hooks'
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api'

/** The context of what goes on. Channels of node:diagnostics_channel bind it, which OpenTelemetry's own does not let them. */
export const contexts = new AsyncLocalStorage<Context>()

export const contextManager: ContextManager = {
  active: () => contexts.getStore() ?? ROOT_CONTEXT,
  with: (context, run, self, ...args) => contexts.run(context, () => run.apply(self, args)),
  bind(context, target) {
    if (typeof target !== 'function') return target
    return new Proxy(target, {
      apply: (run, self, args) => contexts.run(context, () => Reflect.apply(run, self, args))
    })
  },
  enable: () => contextManager,
  disable: () => contextManager
}
