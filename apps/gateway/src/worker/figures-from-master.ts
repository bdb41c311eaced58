import { GATEWAY_ERR_NO_FIGURES } from '../errors.js'
import type { Figures } from '../server/figures.js'

/** Asks the master what all workers have counted. All who ask meanwhile get the same answer. */
export class FiguresFromMaster {
  readonly #ask: () => void
  #asked: { answer: Promise<Figures[]>; resolve(figures: Figures[]): void } | undefined

  /** @param ask has the master gather them */
  constructor(ask: () => void) {
    this.#ask = ask
  }

  /** @throws GATEWAY_ERR_NO_FIGURES when the master does not answer */
  gather(): Promise<Figures[]> {
    if (this.#asked) return this.#asked.answer
    let resolve = (_figures: Figures[]) => {}
    const answer = new Promise<Figures[]>((told, reject) => {
      const late = setTimeout(() => {
        this.#asked = undefined
        reject(new GATEWAY_ERR_NO_FIGURES())
      }, PATIENCE)
      resolve = (figures) => {
        clearTimeout(late)
        this.#asked = undefined
        told(figures)
      }
    })
    this.#asked = { answer, resolve }
    this.#ask()
    return answer
  }

  /** The master has answered. */
  hear(figures: Figures[]): void {
    this.#asked?.resolve(figures)
  }
}

/** Milliseconds; as long as Prometheus waits for an answer. */
const PATIENCE = 10_000
