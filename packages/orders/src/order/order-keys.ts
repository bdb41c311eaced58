import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '@larder/database'

/** Makes the secret of a link by which somebody without an account sees an order. */
export async function createOrderKey(tx: Database, orderId: number, now: Date): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + YEAR)
  await tx.orderKey.create({ data: { id: hashKey(secret), orderId, expiresAt } })
  return secret
}

/** The order that a secret opens. */
export async function findByKey(db: Database, secret: string, now: Date): Promise<number | undefined> {
  const key = await db.orderKey.findUnique({ where: { id: hashKey(secret) } })
  return key && key.expiresAt > now ? key.orderId : undefined
}

/** Deletes the keys that open nothing any more. */
export async function deleteExpiredKeys(db: Database, now: Date): Promise<void> {
  await db.orderKey.deleteMany({ where: { expiresAt: { lte: now } } })
}

function hashKey(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}

const YEAR = 365 * 24 * 60 * 60_000
