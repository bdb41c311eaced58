import { createHash, randomBytes } from 'node:crypto'
import { createRows, type Database } from '@larder/database'

/** What a secret opens. */
export interface OpenedOrder {
  number: string | null
  orderId: number
  /** When the link was asked for, if it was. */
  askedAt: Date | null
}

/**
 * Makes the secret of a link by which somebody without an account sees an order.
 *
 * @param askedAt when its customer asked for a new link: it shows all of an old order again
 */
export async function createOrderKey(
  tx: Database,
  orderId: number,
  { now, askedAt }: { now: Date; askedAt?: Date }
): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + YEAR)
  await createRows(tx, tx.orderKey, [{ id: hashKey(secret), orderId, expiresAt, askedAt }])
  return secret
}

/** The order that a secret opens. */
export async function findByKey(db: Database, secret: string, now: Date): Promise<OpenedOrder | undefined> {
  const key = await db.orderKey.findUnique({
    where: { id: hashKey(secret), expiresAt: { gt: now } },
    select: { orderId: true, askedAt: true, order: { select: { number: true } } }
  })
  return key ? { orderId: key.orderId, askedAt: key.askedAt, number: key.order.number } : undefined
}

/** Deletes the keys that open nothing any more. */
export async function deleteExpiredKeys(db: Database, now: Date): Promise<void> {
  await db.orderKey.deleteMany({ where: { expiresAt: { lte: now } } })
}

function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

const YEAR = 365 * 24 * 60 * 60_000
