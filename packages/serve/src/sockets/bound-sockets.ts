import { SERVE_ERR_STOPPED } from '../errors.js'
import type { ServeConfig } from '../settings/settings.js'
import { closeSockets, type ListeningSocket, openSockets } from './listening-sockets.js'

/** All sockets of an instance: during a reload more than its workers accept from. */
export class BoundSockets {
  #all: ListeningSocket[]
  #turns = Promise.resolve()
  #isFixed = false

  constructor(sockets: ListeningSocket[]) {
    this.#all = sockets
  }

  get all(): ListeningSocket[] {
    return this.#all
  }

  /**
   * Binds what a configuration names and is not bound yet.
   *
   * @param use takes them, before others are opened or closed
   * @throws SERVE_ERR_ADDRESS, SERVE_ERR_STOPPED; nothing new is left bound then
   */
  open(config: ServeConfig, use: (sockets: ListeningSocket[]) => void): Promise<void> {
    return this.#inTurn(async () => {
      const sockets = await openSockets(config, this.#all)
      if (this.#isFixed) {
        closeSockets(sockets, this.#all)
        throw new SERVE_ERR_STOPPED()
      }
      this.#all = [...new Set([...this.#all, ...sockets])]
      use(sockets)
    })
  }

  /** Closes all others. */
  closeBut(needed: () => ListeningSocket[]): void {
    void this.#inTurn(() => {
      if (this.#isFixed) return
      const kept = needed()
      closeSockets(this.#all, kept)
      this.#all = this.#all.filter((socket) => kept.includes(socket))
    })
  }

  /** Leaves them as they are, to whoever goes on with them or closes them. */
  fix(): void {
    this.#isFixed = true
  }

  /** One after the other: nobody is to close what another has just found bound. */
  #inTurn(work: () => Promise<void> | void): Promise<void> {
    const done = this.#turns.then(work)
    this.#turns = done.catch(() => {})
    return done
  }
}
