type Counted = (error: null, hits: { current: number; ttl: number }) => void

/**
 * A store of @fastify/rate-limit that counts in this worker, in the spans of `countHit`. The store that comes with it tells
 * requests of the same moment the count of the last of them, and so refuses them all.
 */
export class WorkerCounts {
  #counts = new Map<string, { current: number; ends: number }>()

  incr(key: string, callback: Counted, span: number): void {
    const now = Date.now()
    const known = this.#counts.get(key)
    const { current, ends } =
      known && known.ends > now ? known : { current: 0, ends: (Math.floor(now / span) + 1) * span }
    // For a new one the one that came first goes.
    const [first] = !known && this.#counts.size >= MOST ? this.#counts.keys() : []
    if (first !== undefined) this.#counts.delete(first)
    this.#counts.set(key, { current: current + 1, ends })
    callback(null, { current: current + 1, ttl: ends - now })
  }

  child(): this {
    return this
  }
}

/** Some 2 MB of addresses. */
const MOST = 10_000
