import type { FastifyBaseLogger } from 'fastify'
import type { Outcome } from './outcomes.js'

/**
 * Whether the mail server can be reached. While it cannot, one mail at a time finds out when it is back, and the others wait
 * for that: each of them would fail alike, and then wait for a time of its own.
 */
export class ServerWatch {
  readonly #log: FastifyBaseLogger
  readonly #firstPause: number
  #failures = 0
  #until = 0

  /** @param firstPause milliseconds between the first two attempts; it doubles, up to ten seconds */
  constructor(log: FastifyBaseLogger, firstPause: number) {
    this.#log = log
    this.#firstPause = firstPause
  }

  get isAway(): boolean {
    return this.#failures > 0
  }

  /** Milliseconds until it is worth another attempt. */
  get pause(): number {
    return Math.max(0, this.#until - Date.now())
  }

  /** Takes note of what became of an attempt. */
  note({ unreached, problem }: Outcome): void {
    if (!unreached) {
      if (this.isAway) this.#log.info('The mail server can be reached again.')
      this.#failures = 0
      this.#until = 0
      return
    }
    if (!this.isAway)
      this.#log.warn({ problem }, 'The mail server cannot be reached. Mails wait until it can.')
    this.#until = Date.now() + Math.min(LONGEST_PAUSE, this.#firstPause * 2 ** this.#failures)
    this.#failures += 1
  }
}

const LONGEST_PAUSE = 10_000
