import { addAllToCart, type CartOwner, mostInCart } from '@larder/carts'
import type { PrismaClient } from '@larder/database'
import { findGoods } from '@larder/goods'
import type { OrderRow } from '@larder/orders'
import type { AgainAnswer } from '../schemas.js'

/**
 * Puts the goods that an order had into a cart, as far as they are still sold, at today's prices: all
 * of them in one transaction.
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
  // Other lines are fees.
  const ordered = lines.flatMap(({ goodId, ...line }) => (goodId === null ? [] : [{ ...line, goodId }]))
  const ids = ordered.map(({ goodId }) => goodId)
  const sold = new Map((await findGoods(db, ids, language)).map((good) => [good.id, good]))
  const wanted = ordered.flatMap(({ goodId, quantity }) => {
    const good = sold.get(goodId)
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
    not_sold: ordered.filter(({ goodId }) => !sold.has(goodId)).map(({ slug, name }) => ({ slug, name }))
  }
}

function viewAdded({ slug, name, quantity }: AgainAnswer['added'][number]): AgainAnswer['added'][number] {
  return { slug, name, quantity }
}
