import type { Database } from '@larder/database'
import type { AuditRecord } from './record-audit.js'

/** The names of those who changed something, by their ids, as they were called then. */
export async function actorNames(
  db: Database,
  [subjectType, subjectId]: AuditRecord['subject']
): Promise<Map<number, string>> {
  const entries = await db.auditEntry.findMany({
    where: { subjectType, subjectId: String(subjectId), actorId: { not: null } },
    orderBy: { id: 'asc' },
    select: { actorId: true, actor: true }
  })
  return new Map(entries.map(({ actorId, actor }) => [actorId ?? 0, actor]))
}
