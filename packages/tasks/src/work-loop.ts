import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'

/** A table of work, which several processes share. */
export interface SharedWork<Item extends { id: number | string }, Outcome> {
  /** What the log calls the table: `queue of tasks`. */
  name: string
  /** How many more items this process takes beside those in progress. */
  capacity(inProgress: number): number
  /** Takes items that are due, each for this process alone until its lease ends. */
  claim(most: number): Promise<Item[]>
  /** Renews the leases of these, which this process has. */
  renewLeases(ids: Item['id'][]): Promise<void>
  /** Makes due again what processes that are gone had: all whose lease is over, but these. */
  returnLost(own: Item['id'][]): Promise<void>
  /** Works on an item, and tells what became of it. It may ignore the signal. */
  attempt(item: Item, signal: AbortSignal): Promise<Outcome>
  /** What became of an item whose attempt threw, or was aborted. */
  judge(item: Item, error: unknown): Outcome
  /** Told what became of it, once, before it is written down. */
  note?(item: Item, outcome: Outcome): void
  /** Writes that down. */
  settle(item: Item, outcome: Outcome): Promise<void>
}

/** In milliseconds. */
export interface LoopTimes {
  /** Between two looks for work that is due. @default 500 */
  poll: number
  /**
   * How long an item belongs to a process that was killed. One that lives renews it. @default 60
   * 000
   */
  lease: number
  /** After how long an attempt is aborted. @default 10 minutes */
  attempt: number
  /** How long attempts in progress may take when the app closes. @default 5000 */
  closeTimeout: number
}

/** Takes work that is due and does it, beside all other processes that do. */
export class WorkLoop<Item extends { id: number | string }, Outcome> {
  readonly #work: SharedWork<Item, Outcome>
  readonly #times: LoopTimes
  readonly #log: FastifyBaseLogger
  /** The attempts in progress, and what aborts each. */
  readonly #running = new Map<Item['id'], { end: Promise<unknown>; breaker: AbortController }>()
  #leases: NodeJS.Timeout | undefined
  #timer: NodeJS.Timeout | undefined
  #look: Promise<void> | undefined
  #renewing = Promise.resolve()
  #returnsAt = 0
  #looksAt = Number.POSITIVE_INFINITY
  #isLooking = false
  #hasTime = true
  /** What is begun by a request belongs to the loop from then on: the request's trace ends. */
  readonly #outside = AsyncLocalStorage.snapshot()
  /** How many looks for work have failed in a row. */
  #failures = 0

  constructor(work: SharedWork<Item, Outcome>, times: LoopTimes, log: FastifyBaseLogger) {
    this.#work = work
    this.#times = times
    this.#log = log
  }

  /** Looks for work until it is stopped. */
  start(): void {
    this.#isLooking = true
    this.#returnsAt = Date.now() + this.#times.lease / 4
    this.#leases = setInterval(() => {
      const earlier = this.#renewing
      this.#renewing = this.#renewLeases().then(() => earlier)
    }, this.#times.lease / 4).unref()
    this.lookIn(Math.random() * this.#times.poll)
  }

  /** Takes no more. What is in progress goes on. */
  stop(): void {
    this.#isLooking = false
    clearTimeout(this.#timer)
  }

  /**
   * Stops, and resolves when nothing is in progress. Aborts what takes longer than `closeTimeout`.
   */
  async close(): Promise<void> {
    this.stop()
    const late = setTimeout(() => this.#breakOff(), this.#times.closeTimeout)
    await this.#look
    await Promise.all([...this.#running.values()].map(({ end }) => end))
    clearTimeout(late)
    clearInterval(this.#leases)
    // A statement after the end of the app would connect to the database again, for ever.
    await this.#renewing
  }

  /**
   * Works on an item that was claimed. Resolves to what became of it, once that is written down.
   */
  begin(item: Item): Promise<Outcome> {
    const breaker = new AbortController()
    if (!this.#hasTime) breaker.abort(ENDING)
    const end = this.#run(item, breaker)
    this.#running.set(item.id, { end, breaker })
    return end
  }

  /** Looks for work after so many milliseconds. The earliest of all wishes counts. */
  lookIn(pause: number): void {
    const at = Date.now() + pause
    if (!this.#isLooking || at >= this.#looksAt) return
    clearTimeout(this.#timer)
    this.#looksAt = at
    this.#timer = this.#outside(
      setTimeout,
      () => {
        this.#looksAt = Number.POSITIVE_INFINITY
        this.#look ??= this.#takeItems().finally(() => {
          this.#look = undefined
        })
      },
      pause
    ).unref()
  }

  async #takeItems(): Promise<void> {
    if (Date.now() >= this.#returnsAt) await this.#returnLost()
    const free = this.#work.capacity(this.#running.size)
    const items = free > 0 ? await this.#claim(free) : []
    for (const item of items) void this.begin(item)
    // Where all hands are full, the first that is free looks again.
    this.lookIn(items.length > 0 && items.length === free ? 0 : this.#times.poll)
  }

  async #claim(most: number): Promise<Item[]> {
    try {
      const items = await this.#work.claim(most)
      this.#failures = 0
      return items
    } catch (error) {
      this.#failures += 1
      // Told once. A process that is busy with its start may have waited too long for a connection, which is no trouble.
      if (this.#failures === 2)
        this.#log.warn(error, `The ${this.#work.name} cannot be read. It is tried again.`)
      return []
    }
  }

  async #run(item: Item, breaker: AbortController): Promise<Outcome> {
    const outcome = await this.#attempt(item, breaker)
    this.#work.note?.(item, outcome)
    await this.#settle(item, outcome)
    this.#running.delete(item.id)
    this.lookIn(0)
    return outcome
  }

  async #attempt(item: Item, breaker: AbortController): Promise<Outcome> {
    const late = setTimeout(() => breaker.abort(new Error('It took too long.')), this.#times.attempt)
    const { signal } = breaker
    try {
      signal.throwIfAborted()
      return await Promise.race([this.#work.attempt(item, signal), aborted(signal)])
    } catch (error) {
      return this.#work.judge(item, error)
    } finally {
      clearTimeout(late)
    }
  }

  /** Retries until it is written, or no time is left: an outcome that is lost means another run. */
  async #settle(item: Item, outcome: Outcome): Promise<void> {
    for (let failures = 0; this.#hasTime || failures === 0; failures++) {
      try {
        return await this.#work.settle(item, outcome)
      } catch (error) {
        if (failures === 0) {
          this.#log.error(error, `What became of ${item.id} in the ${this.#work.name} cannot be written.`)
        }
        await delay(SETTLE_PAUSE)
      }
    }
  }

  async #renewLeases(): Promise<void> {
    if (this.#running.size === 0) return
    try {
      await this.#work.renewLeases([...this.#running.keys()])
    } catch {
      // The look for work says that the database is away.
    }
  }

  /**
   * A part of a look, and never beside one: what a slow one has claimed is not among the running yet,
   * and would be taken for that of another process.
   */
  async #returnLost(): Promise<void> {
    this.#returnsAt = Date.now() + this.#times.lease / 4
    try {
      await this.#work.returnLost([...this.#running.keys()])
    } catch {
      // The look for work says that the database is away.
    }
  }

  #breakOff(): void {
    this.#hasTime = false
    for (const { breaker } of this.#running.values()) breaker.abort(ENDING)
  }
}

/** Rejects when the signal is aborted: an attempt need not listen to it. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

const ENDING = new Error('The process is ending.')
/** Milliseconds between two attempts to write what became of an item. */
const SETTLE_PAUSE = 500
