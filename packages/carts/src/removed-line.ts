import type { Database } from '@larder/database'
import { nameGoods } from '@larder/goods'
import type { FastifyRequest } from 'fastify'
import type { CartOwner } from './cart-owner.js'

/** A line that was just removed, and can be put back. */
export interface RemovedLine {
  good: number
  name: string
  quantity: number
}

/** What a line has that is about to be removed; undefined where there is none. */
export async function findLine(
  db: Database,
  owner: CartOwner,
  good: number,
  language: string
): Promise<RemovedLine | undefined> {
  const where = { goodId: good, cart: owner }
  const line = await db.cartLine.findFirst({ where, select: { quantity: true } })
  if (!line) return undefined
  const name = (await nameGoods(db, [good], language)).get(good)
  return name === undefined ? undefined : { good, name, quantity: line.quantity }
}

/** Takes the removed line that the cart's page offers back: once, as a flash. */
export function takeRemoved({ session }: FastifyRequest): RemovedLine | undefined {
  const removed = session.removedLine
  if (removed) session.removedLine = undefined
  return removed
}

declare module 'fastify' {
  interface Session {
    /** For the cart's next page. */
    removedLine?: RemovedLine
  }
}
