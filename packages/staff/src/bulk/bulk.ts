import { Text } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { Type } from 'typebox'
import { STAFF_ERR_BULK } from '../errors.js'

/**
 * The rows of a bulk change, frozen as ids: what the dry run has counted is what is changed, whatever
 * comes in meanwhile. The fields of a form that changes them a batch at a time.
 */
export const BulkRows = Type.Object({
  ids: Text(600_000, 'The numbers of the rows, with commas between them'),
  batch: Type.String({
    pattern: '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    description: 'A UUID, the same for all of them in the log'
  })
})

/** The `bodyLimit` of such a form's route: browsers write three bytes for a comma. */
export const BULK_BODY_LIMIT = 1024 * 1024

/** Rows that one transaction changes. */
export const BATCH_SIZE = 500

/** The most rows of one bulk change. */
export const MOST_ROWS = 50_000

/** Of PostgreSQL's `integer`. */
const LARGEST_ID = 2_147_483_647

/** @throws STAFF_ERR_BULK (413) */
export function readIds(text: string): number[] {
  const ids = [...new Set(text.split(',').map(Number))].filter(
    (id) => Number.isInteger(id) && id > 0 && id <= LARGEST_ID
  )
  if (ids.length > MOST_ROWS) throw new STAFF_ERR_BULK(MOST_ROWS.toLocaleString('en'))
  return ids
}

/** The rows of the next transaction, and those after it. */
export function nextBatch(ids: readonly number[]): { now: number[]; rest: number[] } {
  return { now: ids.slice(0, BATCH_SIZE), rest: ids.slice(BATCH_SIZE) }
}

/**
 * Those of the rows that this bulk change has not changed yet, by the log: a form that is sent twice
 * raises no price twice. In the transaction of the change.
 *
 * @param type of the log's subjects: `good`
 */
export async function withoutDone(
  tx: Database,
  { type, ids, batch }: { type: string; ids: readonly number[]; batch: string }
): Promise<number[]> {
  const done = await tx.auditEntry.findMany({
    where: { subjectType: type, subjectId: { in: ids.map(String) }, batch },
    select: { subjectId: true }
  })
  const changed = new Set(done.map(({ subjectId }) => Number(subjectId)))
  return ids.filter((id) => !changed.has(id))
}
