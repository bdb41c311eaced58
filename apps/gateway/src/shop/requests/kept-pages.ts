import type { FastifyReply } from 'fastify'

export type KeptHeaders = Partial<ReturnType<FastifyReply['getHeaders']>>

interface KeptPage {
  headers: KeptHeaders
  body: Buffer
  /** Until then it is shown, and nobody makes it anew. */
  freshUntil: number
  /** Until then it is shown while somebody makes it anew. */
  shownUntil: number
}

/** Pages by what they depend on, as many as fit. */
export class KeptPages {
  readonly #maxAge: number
  readonly #now: () => number
  /** The oldest first. */
  readonly #pages = new Map<string, KeptPage>()
  #bytes = 0

  /**
   * @param maxAge milliseconds
   * @param now a clock that does not go back, in milliseconds
   */
  constructor(maxAge: number, now = () => performance.now()) {
    this.#maxAge = maxAge
    this.#now = now
  }

  /** @returns undefined where the caller is to make the page */
  find(key: string): KeptPage | undefined {
    const page = this.#pages.get(key)
    const now = this.#now()
    if (!page || now > page.shownUntil) return undefined
    if (now <= page.freshUntil) return page
    // While this caller makes it anew, others are still shown it.
    page.freshUntil = page.shownUntil
    return undefined
  }

  keep(key: string, headers: KeptHeaders, body: Buffer): void {
    this.#remove(key)
    const freshUntil = this.#now() + this.#maxAge
    const page = { headers, body, freshUntil, shownUntil: freshUntil + this.#maxAge }
    this.#pages.set(key, page)
    this.#bytes += sizeOf(page)
    for (const [oldest, { shownUntil }] of this.#pages) {
      if (this.#bytes <= MOST_BYTES && this.#now() <= shownUntil) return
      this.#remove(oldest)
    }
  }

  #remove(key: string): void {
    const page = this.#pages.get(key)
    if (page) this.#bytes -= sizeOf(page)
    this.#pages.delete(key)
  }
}

/** Bytes, those of the headers roughly. */
function sizeOf({ body }: KeptPage): number {
  return body.length + 2_048
}

/** Some two hundred pages. */
const MOST_BYTES = 2 ** 21
