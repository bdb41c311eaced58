import { addToCart, type CartOwner, mostInCart } from '@larder/carts'
import type { PrismaClient } from '@larder/database'
import { findGoods } from '@larder/goods'
import type { OrderRow } from '@larder/orders'
import type { AgainAnswer } from '../schemas.js'

/**
 * Puts what an order had into a cart, as far as it is still sold, at today's prices.
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
  const wanted = lines.flatMap(({ goodId, ...line }) => (goodId === null ? [] : [{ ...line, goodId }]))
  const goods = await findGoods(
    db,
    wanted.map(({ goodId }) => goodId),
    language
  )
  const sold = new Map(goods.map((good) => [good.id, good]))
  const answer: AgainAnswer = { added: [], limited: [], not_sold: [] }
  for (const { goodId, slug, name, quantity } of wanted) {
    const good = sold.get(goodId)
    if (!good) {
      answer.not_sold.push({ slug, name })
      continue
    }
    const added = await addToCart(db, owner, goodId, quantity, mostInCart(good))
    if (!added) return undefined
    const kind = added.limited ? answer.limited : answer.added
    kind.push({ slug: good.slug, name: good.name, quantity: added.quantity })
  }
  return answer
}
