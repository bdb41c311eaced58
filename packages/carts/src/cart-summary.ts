import { statement } from '@larder/database'
import { withPrices } from '@larder/goods'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type CartOwner, cartOwner } from './cart-owner.js'
import { cartTotals } from './cart-totals.js'
import { queryByOwner } from './query-by-owner.js'
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
    keep(request, { lines, count, total, currency }) {
      const quantities = new Map(lines.map(({ good, quantity }) => [good.id, quantity]))
      known.set(request, Promise.resolve({ count, total, currency, quantities }))
    },
    read(request) {
      // A request that failed asks the database for nothing more.
      const owner = request.session?.encryptedSessionId ? cartOwner(request) : undefined
      const summary = known.get(request) ?? (owner && find(owner, request))
      if (summary) known.set(request, summary)
      return summary
    }
  }

  async function find(owner: CartOwner, request: FastifyRequest) {
    try {
      return summarize(await findLines(app.db, owner), currency())
    } catch (error) {
      request.log.error(error, 'The page is shown without the cart.')
      return undefined
    }
  }
}

/** Goods that are not sold any more stay in the cart, to be named on its own page. */
function summarize(rows: Awaited<ReturnType<typeof findLines>>, currency: string): CartSummary {
  const lines = rows.map(({ quantity, ...good }) => ({ quantity, good }))
  return {
    ...cartTotals(lines, currency),
    quantities: new Map(lines.map(({ quantity, good }) => [good.good_id, quantity]))
  }
}

const findLines = queryByOwner((column) =>
  withPrices(
    statement(
      Type.Object({ good_id: Type.Integer(), quantity: Type.Integer() }),
      `SELECT l.good_id, l.quantity FROM carts c JOIN cart_lines l ON l.cart_id = c.id WHERE c.${column} = $1`
    )
  )
)
