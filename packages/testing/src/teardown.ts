/** A test that can be told what to do at its end: tap's, or node:test's. */
export type Teardown =
  | { teardown(handler: () => Promise<void>): void }
  | { after(handler: () => Promise<void>): void }

/** Has `handler` run when the test ends, the last one given first. */
export function onTeardown(t: Teardown, handler: () => Promise<void>): void {
  if ('teardown' in t) t.teardown(handler)
  else t.after(handler)
}
