import type { FastifyBaseLogger } from 'fastify'
import type { Delivery } from './delivery.js'

/** Open while the mail server cannot be reached: one mail at a time tries it, and the others wait. */
export class CircuitBreaker {
  readonly #log: FastifyBaseLogger
  readonly #firstPause: number
  #failures = 0
  #until = 0

  /** @param firstPause milliseconds between the first two attempts; it doubles, up to ten seconds */
  constructor(log: FastifyBaseLogger, firstPause: number) {
    this.#log = log
    this.#firstPause = firstPause
  }

  get isOpen(): boolean {
    return this.#failures > 0
  }

  get pause(): number {
    return Math.max(0, this.#until - Date.now())
  }

  note({ unreached, problem }: Delivery): void {
    if (!unreached) {
      if (this.isOpen) this.#log.info('The mail server can be reached again.')
      this.#failures = 0
      this.#until = 0
      return
    }
    if (!this.isOpen)
      this.#log.warn({ problem }, 'The mail server cannot be reached. Mails wait until it can.')
    this.#until = Date.now() + Math.min(LONGEST_PAUSE, this.#firstPause * 2 ** this.#failures)
    this.#failures += 1
  }
}

const LONGEST_PAUSE = 10_000
