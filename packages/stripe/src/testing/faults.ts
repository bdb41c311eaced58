/** A call of the API, by its method and route. */
export type Call =
  | 'POST /v1/checkout/sessions'
  | 'GET /v1/checkout/sessions/:id'
  | 'POST /v1/checkout/sessions/:id/expire'
  | 'GET /v1/payment_intents/:id'
  | 'GET /v1/charges/:id'
  | 'GET /v1/disputes'
  | 'GET /v1/refunds'
  | 'POST /v1/refunds'

export type Fault =
  /** The connection breaks before anything was done. */
  | 'refused'
  /** It is done, and the connection breaks before the answer. */
  | 'lost'
  /** It is done, and there is never an answer. */
  | 'unanswered'
  /** It is done, and the answer is 500, as that of every later request with its key. */
  | 'error'

/** A call that has come and is not done before it is released. */
export interface HeldCall {
  reached: Promise<void>
  release(): void
}

/** What goes wrong with the next calls. */
export class Faults {
  /** Whether all calls are refused. */
  away = false
  readonly #next: { call: Call; fault: Fault }[] = []
  readonly #held: { call: Call; reached: () => void; released: Promise<void> }[] = []

  /** Gives the next calls of a kind a fault, one each. */
  next(call: Call, ...faults: Fault[]): void {
    this.#next.push(...faults.map((fault) => ({ call, fault })))
  }

  /** Holds the next call of a kind. */
  hold(call: Call): HeldCall {
    let release = () => {}
    let tell = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const reached = new Promise<void>((resolve) => {
      tell = resolve
    })
    this.#held.push({ call, reached: tell, released })
    return { reached, release }
  }

  /** The fault of a call that has come, which is over then. */
  take(call: string): Fault | undefined {
    if (this.away) return 'refused'
    const place = this.#next.findIndex((one) => one.call === call)
    return place === -1 ? undefined : this.#next.splice(place, 1)[0]?.fault
  }

  /** Resolves when a call that has come may go on. */
  async pass(call: string): Promise<void> {
    const place = this.#held.findIndex((one) => one.call === call)
    if (place === -1) return
    const [held] = this.#held.splice(place, 1)
    held?.reached()
    await held?.released
  }
}
