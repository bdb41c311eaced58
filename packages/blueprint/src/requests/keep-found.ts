import { LRUCache } from 'lru-cache'

/** Finds something, or gives what was found by the same key a moment ago. */
export type FindKept<Found> = (key: string, find: () => Promise<Found>) => Promise<Found>

/**
 * Keeps what pages show alike to all visitors for a moment, for as many as 32 keys. Who asks at the same time waits for the
 * same search; one that fails is not kept. Nobody may change what is found.
 *
 * @param maxAge milliseconds; 0 to keep nothing
 * @param now a clock that does not go back, in milliseconds
 */
export function keepFound<Found>(maxAge: number, now = () => performance.now()): FindKept<Found> {
  if (maxAge === 0) return (_key, find) => find()
  const kept = new LRUCache<string, Promise<Found>>({
    max: MOST,
    ttl: maxAge,
    ttlResolution: 0,
    perf: { now }
  })
  return function findKept(key, find) {
    const known = kept.get(key)
    if (known) return known
    const found = find()
    kept.set(key, found)
    found.catch(() => {
      if (kept.peek(key) === found) kept.delete(key)
    })
    return found
  }
}

const MOST = 32
