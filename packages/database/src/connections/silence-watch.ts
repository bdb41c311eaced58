/** What a watch has to know of a pool of connections. */
export interface WatchedPool {
  /** Whether queries are under way. */
  isBusy(): boolean
  /** Whether the server accepts a further connection within so many milliseconds, or says why not. */
  answers(milliseconds: number): Promise<boolean>
  /** Gives up all connections. */
  giveUp(error: Error): void
}

/**
 * Makes queries fail soon when the server hangs, however long a statement may take. If no
 * connection receives anything for half of the patience, a further connection is tried for the other
 * half. If that is silent too, all connections are given up.
 */
export class SilenceWatch {
  readonly #pool: WatchedPool
  readonly #patience: number
  #timer: NodeJS.Timeout | undefined
  #silence = 0

  /** @param patience milliseconds */
  constructor(pool: WatchedPool, patience: number) {
    this.#pool = pool
    this.#patience = patience
  }

  /** Notes that a connection received something. */
  hear(): void {
    this.#silence = 0
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#listen(), this.#patience / 2 / TICKS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  async #listen(): Promise<void> {
    this.#silence = this.#pool.isBusy() ? this.#silence + 1 : 0
    // The count goes on while the further connection is tried.
    if (this.#silence !== TICKS) return
    if (await this.#pool.answers(this.#patience / 2)) this.#silence = 0
    if (this.#silence < TICKS) return
    this.#pool.giveUp(new Error(`Connection terminated: the server was silent for ${this.#patience} ms`))
  }
}

/**
 * Checks in half of the patience. Several, so that a process that was suspended does not blame the
 * server.
 */
const TICKS = 4
