import { setTimeout as delay } from 'node:timers/promises'
import { Gauge, type Registry } from 'prom-client'

export interface SharedFigures<Answer> {
  /** Asks the database. */
  ask: () => Promise<Answer>
  /** How many milliseconds an answer holds, for a question that takes long. @default 0 */
  span?: number
  gauges: SharedGauge<Answer>[]
}

export interface SharedGauge<Answer> {
  name: string
  help: string
  /** @default none */
  labelNames?: string[]
  /** Values of the same labels are added up. */
  read: (answer: Answer) => { labels?: Record<string, string>; value: number }[]
}

/** Gauges of what is in the database, which all workers share: one question for all of `gauges`. */
export function addSharedGauges<Answer>(
  registry: Registry,
  { ask, span = 0, gauges }: SharedFigures<Answer>
): void {
  const find = keepLast(ask, span)
  for (const { name, help, labelNames = [], read } of gauges) {
    new Gauge({
      ...{ name, help, labelNames },
      registers: [registry],
      // All workers see the same rows: these are not to be counted once for each.
      aggregator: 'max',
      async collect() {
        const answer = await find()
        this.reset()
        if (answer !== undefined) for (const { labels = {}, value } of read(answer)) this.inc(labels, value)
        // A table that cannot be read is not empty. With labels there is nothing left anyway.
        else if (labelNames.length === 0) this.remove()
      }
    })
  }
}

/**
 * What `ask` answers, to all who ask meanwhile the same. Where the database is late, it is what was
 * answered last: only the first is waited for until it comes. Undefined where the database is away, or
 * cannot answer: then the figures vanish, which an alert is for.
 *
 * @param span milliseconds. Answers end at the clock's marks, so those of all workers end at once
 */
export function keepLast<Answer>(
  ask: () => Promise<Answer>,
  span: number,
  now: () => number = Date.now
): () => Promise<Answer | undefined> {
  let last: Answer | undefined
  let askedIn: number | undefined
  let asking: Promise<void> | undefined
  let isFirst = true
  return async () => {
    const spanNow = span > 0 ? Math.floor(now() / span) : undefined
    if (last !== undefined && spanNow !== undefined && spanNow === askedIn) return last
    asking ??= ask()
      .then(
        (answer) => {
          last = answer
          askedIn = spanNow
        },
        () => {
          last = undefined
        }
      )
      .finally(() => {
        asking = undefined
        isFirst = false
      })
    await (isFirst ? asking : Promise.race([asking, delay(PATIENCE, undefined, { ref: false })]))
    return last
  }
}

/** Milliseconds. */
const PATIENCE = 500
