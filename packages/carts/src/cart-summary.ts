import type { FastifyInstance, FastifyRequest } from 'fastify'
import { cartOwner } from './cart-owner.js'
import { previewCart } from './find-cart.js'
import type { CartView } from './schemas.js'

/** What any page can show of the visitor's cart. */
export interface CartSummary extends Pick<CartView, 'count' | 'total' | 'currency'> {
  /** By the ids of the products. */
  quantities: ReadonlyMap<number, number>
}

export interface CartSummaries {
  /** Undefined for a visitor without a cart: it costs no query. It never fails. */
  read(request: FastifyRequest): Promise<CartSummary | undefined> | undefined
  /** Keeps what a handler has read already. */
  keep(request: FastifyRequest, cart: CartView): void
}

/** Reads the cart of a request at most once, for all parts of its page. */
export function cartSummaries(app: FastifyInstance, currency: () => string): CartSummaries {
  const known = new WeakMap<FastifyRequest, Promise<CartSummary | undefined>>()
  return {
    keep: (request, cart) => void known.set(request, Promise.resolve(summarize(cart))),
    read(request) {
      // A request that failed asks the database for nothing more.
      const owner = request.session?.encryptedSessionId ? cartOwner(request) : undefined
      const summary = known.get(request) ?? (owner && find(owner, request))
      if (summary) known.set(request, summary)
      return summary
    }
  }

  async function find(owner: NonNullable<ReturnType<typeof cartOwner>>, request: FastifyRequest) {
    try {
      return summarize(await previewCart(app.db, owner, currency()))
    } catch (error) {
      request.log.error(error, 'The page is shown without the cart.')
      return undefined
    }
  }
}

function summarize({ lines, count, total, currency }: CartView): CartSummary {
  return {
    count,
    total,
    currency,
    quantities: new Map(lines.map(({ good, quantity }) => [good.id, quantity]))
  }
}
