import type { Database } from '@larder/database'

/**
 * Deletes the entries of the log that are older than so many milliseconds, by the index of their
 * times, a thousand in a statement.
 */
export async function deleteOldEntries(db: Database, age: number): Promise<void> {
  const where = { at: { lt: new Date(Date.now() - age) } }
  while ((await db.auditEntry.deleteMany({ where, limit: AT_ONCE })).count === AT_ONCE);
}

const AT_ONCE = 1_000
