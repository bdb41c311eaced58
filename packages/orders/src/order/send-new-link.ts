import { inTransaction, type PrismaClient } from '@larder/database'
import { countAttempt } from '@larder/session'
import type { OrderRow } from './lock-order.js'
import type { Orders } from './order-hooks.js'

/**
 * Mails a new link to an order, which shows all of it for 90 days, to the order's own address and to
 * no other. Sends at most five an hour to one address.
 */
export async function sendNewLink(
  db: PrismaClient,
  order: OrderRow,
  { mails }: Orders,
  now: Date
): Promise<void> {
  const { count } = await countAttempt(db, `links to ${order.email}`, HOUR)
  if (count <= MOST_LINKS) await inTransaction(db, (tx) => mails.send(tx, 'new-link', order, { now }))
}

const MOST_LINKS = 5
const HOUR = 60 * 60_000
