/** A test that can be told what to do at its end: tap's, or node:test's. */
export type Teardown = { teardown(handler: Handler): void } | { after(handler: Handler): void }

type Handler = () => Promise<void>

/** Has `handler` run when the test ends, the last one given first. */
export function onTeardown(t: Teardown, handler: Handler): void {
  if ('teardown' in t) t.teardown(handler)
  else after(t, handler)
}

// node:test itself begins with the first one given.
function after(t: { after(handler: Handler): void }, handler: Handler): void {
  const known = handlers.get(t)
  if (known) {
    known.unshift(handler)
    return
  }
  const ours = [handler]
  handlers.set(t, ours)
  t.after(async () => {
    for (const handler of ours) await handler()
  })
}

const handlers = new WeakMap<object, Handler[]>()
