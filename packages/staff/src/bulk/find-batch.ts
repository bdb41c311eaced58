import type { Database } from '@larder/database'
import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { MOST_ROWS } from './bulk.js'

/** What a bulk change did to one row. */
export interface BatchEntry<Changes> {
  id: number
  at: Date
  actor: string
  changes: Changes
}

/**
 * What a bulk change did, by the log: each row with its values before and after.
 *
 * @param type of the log's subjects: `good`; `ids` are the rows that are asked for, by default all
 * @param changes a schema of the fields that the caller knows; entries that have others are left out
 */
export async function findBatch<Changes extends TSchema>(
  db: Database,
  { type, batch, ids }: { type: string; batch: string; ids?: readonly number[] },
  changes: Changes
): Promise<BatchEntry<Static<Changes>>[]> {
  const entries = await db.auditEntry.findMany({
    where: { batch, subjectType: type, ...(ids && { subjectId: { in: ids.map(String) } }) },
    orderBy: { id: 'asc' },
    take: MOST_ROWS,
    select: { subjectId: true, at: true, actor: true, changes: true }
  })
  const known = Compile(changes)
  return entries.flatMap(({ subjectId, at, actor, changes }) => {
    const parsed: unknown = JSON.parse(changes)
    return known.Check(parsed) ? [{ id: Number(subjectId), at, actor, changes: parsed }] : []
  })
}

/** A value before and after. */
export function BeforeAfter<Value extends TSchema>(value: Value) {
  return Type.Tuple([value, value])
}
