import { createMissing, type Database } from '@larder/database'
import { hasBought } from '@larder/orders'

/** What a buyer says. */
export interface Written {
  stars: number
  title: string
  text: string
  signature: string
  /** BCP 47. */
  language: string
}

/**
 * Writes a user's review of a good, or puts another in its place. It waits for staff then, whatever
 * became of the one before.
 *
 * @param tx a transaction
 * @returns `not-bought` where the user has no order with the good that is paid or delivered
 */
export async function saveReview(
  tx: Database,
  { userId, goodId }: { userId: number; goodId: number },
  written: Written,
  now: Date
): Promise<'saved' | 'not-bought'> {
  const changed = { ...written, status: 'waiting', reason: '', writtenAt: now } as const
  const change = () =>
    tx.review.updateMany({ where: { goodId, userId }, data: { ...changed, version: { increment: 1 } } })
  // Who has bought it once may change the review, also when the order is returned later.
  if ((await change()).count > 0) return 'saved'
  if (!(await hasBought(tx, userId, goodId))) return 'not-bought'
  // Another request of the user may have been faster.
  if ((await createMissing(tx, tx.review, [{ goodId, userId, ...changed }])) === 0) await change()
  return 'saved'
}

/** @returns whether there was one */
export async function removeReview(
  db: Database,
  { userId, goodId }: { userId: number; goodId: number }
): Promise<boolean> {
  const { count } = await db.review.deleteMany({ where: { userId, goodId } })
  return count > 0
}
