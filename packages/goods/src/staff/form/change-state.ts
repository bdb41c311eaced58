import type { Database } from '@larder/database'
import { type Actor, changesBetween, recordAudit } from '@larder/staff'

/** Whether visitors see a good: `archived` is not sold any more, and kept for the orders that have it. */
export type GoodState = 'published' | 'unpublished' | 'archived'

export function stateOf({
  published,
  archivedAt
}: {
  published: boolean
  archivedAt: Date | null
}): GoodState {
  return archivedAt ? 'archived' : published ? 'published' : 'unpublished'
}

/**
 * Shows goods to visitors, or not any more, in a transaction. It needs no version: nobody's words are
 * lost. It raises the version, by which a file knows that it was exported before.
 *
 * @param batch the same for all goods of a bulk change
 * @returns how many were in another state
 */
export async function changeState(
  tx: Database,
  ids: readonly number[],
  state: GoodState,
  actor: Actor,
  { batch, now = new Date() }: { batch?: string; now?: Date } = {}
): Promise<number> {
  const goods = await tx.good.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, published: true, archivedAt: true },
    orderBy: { id: 'asc' }
  })
  const changed = goods.filter((good) => stateOf(good) !== state)
  if (changed.length === 0) return 0
  await tx.good.updateMany({
    where: { id: { in: changed.map(({ id }) => id) } },
    data: {
      published: state === 'published',
      archivedAt: state === 'archived' ? now : null,
      updatedAt: now,
      version: { increment: 1 },
      // What is not published has no terms.
      termsVersion: 0
    }
  })
  const records = changed.map((good) => ({
    action: ACTIONS[state],
    subject: ['good', good.id] as const,
    changes: changesBetween({ state: stateOf(good) }, { state }),
    ...(batch && { batch })
  }))
  await recordAudit(tx, actor, ...records)
  return changed.length
}

const ACTIONS = { published: 'goods.publish', unpublished: 'goods.unpublish', archived: 'goods.archive' }
