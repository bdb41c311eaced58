import { addAllToCart, type CartOwner, mostInCart } from '@larder/carts'
import type { PrismaClient } from '@larder/database'
import { findGoods } from '@larder/goods'
import type { OrderRow } from '@larder/orders'
import type { AgainAnswer } from '../schemas.js'

/**
 * Puts what an order had into a cart, as far as it is still sold, at today's prices: all of it in one
 * transaction.
 *
 * @param language of the goods' names, BCP 47
 * @returns undefined where the customer was removed
 */
export async function orderAgain(
  db: PrismaClient,
  owner: CartOwner,
  { lines }: OrderRow,
  language: string
): Promise<AgainAnswer | undefined> {
  const ids = lines.flatMap(({ goodId }) => (goodId === null ? [] : [goodId]))
  const sold = new Map((await findGoods(db, ids, language)).map((good) => [good.id, good]))
  const wanted = lines.flatMap(({ goodId, quantity }) => {
    const good = sold.get(goodId ?? 0)
    return good ? [{ good, goodId: good.id, quantity, most: mostInCart(good) }] : []
  })
  const outcomes = await addAllToCart(db, owner, wanted)
  if (!outcomes) return undefined
  const put = wanted.map(({ good: { slug, name } }, place) => {
    const { quantity = 0, limited = true } = outcomes[place] ?? {}
    return { slug, name, quantity, limited }
  })
  return {
    added: put.filter(({ limited }) => !limited).map(viewAdded),
    limited: put.filter(({ limited }) => limited).map(viewAdded),
    not_sold: lines.filter(({ goodId }) => !sold.has(goodId ?? 0)).map(({ slug, name }) => ({ slug, name }))
  }
}

function viewAdded({ slug, name, quantity }: AgainAnswer['added'][number]): AgainAnswer['added'][number] {
  return { slug, name, quantity }
}
