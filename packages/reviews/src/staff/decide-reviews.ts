import { randomUUID } from 'node:crypto'
import { inTransaction, type PrismaClient } from '@larder/database'
import { type Actor, recordAudit } from '@larder/staff'

export interface Decision {
  status: 'approved' | 'rejected'
  /** For the author of what is rejected. */
  reason: string
}

/** A review as staff saw it. */
export interface SeenReview {
  id: number
  version: number
}

/**
 * Approves or rejects reviews, all in one transaction, with an entry each in the log. One that its
 * author has changed or deleted meanwhile is left alone.
 *
 * @returns how many it decided on
 */
export function decideReviews(
  db: PrismaClient,
  reviews: readonly SeenReview[],
  { status, reason }: Decision,
  actor: Actor
): Promise<number> {
  const batch = randomUUID()
  // In one order, so that two members of staff do not wait for each other.
  const ordered = [...reviews].sort((one, other) => one.id - other.id)
  return inTransaction(db, async (tx) => {
    let decided = 0
    for (const { id, version } of ordered) {
      const before = await tx.review.findUnique({ where: { id }, select: { status: true, reason: true } })
      const { count } = await tx.review.updateMany({ where: { id, version }, data: { status, reason } })
      if (!before || count === 0) continue
      decided += 1
      const changes = { status: [before.status, status], reason: [before.reason, reason] } as const
      await recordAudit(tx, actor, { action: 'reviews.decide', subject: ['review', id], changes, batch })
    }
    return decided
  })
}
