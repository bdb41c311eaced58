import { SERVE_ERR_NO_METRICS } from '../errors.js'
import type { Samples } from '../metrics/samples.js'

/** Asks the master what all workers have counted. All who ask meanwhile get the same answer. */
export class MetricsFromMaster {
  readonly #ask: () => void
  #asked: { answer: Promise<Samples[]>; resolve(samples: Samples[]): void } | undefined

  /** @param ask has the master gather them */
  constructor(ask: () => void) {
    this.#ask = ask
  }

  /** @throws SERVE_ERR_NO_METRICS when the master does not answer */
  gather(): Promise<Samples[]> {
    if (this.#asked) return this.#asked.answer
    let resolve = (_samples: Samples[]) => {}
    const answer = new Promise<Samples[]>((told, reject) => {
      const late = setTimeout(() => {
        this.#asked = undefined
        reject(new SERVE_ERR_NO_METRICS())
      }, PATIENCE)
      resolve = (samples) => {
        clearTimeout(late)
        this.#asked = undefined
        told(samples)
      }
    })
    this.#asked = { answer, resolve }
    this.#ask()
    return answer
  }

  /** The master has answered. */
  hear(samples: Samples[]): void {
    this.#asked?.resolve(samples)
  }
}

/** Milliseconds; as long as Prometheus waits for an answer. */
const PATIENCE = 10_000
