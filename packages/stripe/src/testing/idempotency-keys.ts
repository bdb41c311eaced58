import { STRIPE_DOUBLE_ERR_KEY_IN_USE, STRIPE_DOUBLE_ERR_KEY_REUSED } from './errors.js'

export interface Answer {
  status: number
  body: string
}

/** The answers by the keys of their requests (docs.stripe.com/api/idempotent_requests). */
export class IdempotencyKeys {
  readonly #known = new Map<string, { parameters: string; answer?: Answer }>()

  /**
   * Begins a request, or finds the answer of an earlier one with its key.
   *
   * @throws STRIPE_DOUBLE_ERR_KEY_REUSED, STRIPE_DOUBLE_ERR_KEY_IN_USE
   */
  begin(key: string, parameters: string): Answer | undefined {
    const known = this.#known.get(key)
    if (!known) {
      this.#known.set(key, { parameters })
      return undefined
    }
    if (known.parameters !== parameters) throw new STRIPE_DOUBLE_ERR_KEY_REUSED()
    if (!known.answer) throw new STRIPE_DOUBLE_ERR_KEY_IN_USE()
    return known.answer
  }

  /** Keeps an answer. What was refused before it was begun has none, and its key is free. */
  end(key: string, answer: Answer | undefined): void {
    const known = this.#known.get(key)
    if (known && answer) known.answer = answer
    else this.#known.delete(key)
  }

  /** What Stripe does after a day. */
  forget(): void {
    this.#known.clear()
  }
}
