import { containsText, type Database, type Prisma } from '@larder/database'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type ListPage, type PageQuery, readPage } from '../lists/list-page.js'

export interface AuditFilter extends PageQuery {
  /** Part of the actor's name. */
  actor?: string
  action?: string
  subject_type?: string
  subject_id?: string
}

export const ListedEntry = Type.Object({
  id: Type.Integer(),
  at: Type.String(),
  actor_id: Type.Union([Type.Integer(), Type.Null()]),
  actor: Type.String(),
  action: Type.String(),
  subject_type: Type.String(),
  subject_id: Type.String(),
  changes: Type.Record(Type.String(), Type.Array(Type.Unknown())),
  batch: Type.Union([Type.String(), Type.Null()]),
  ip: Type.String()
})
export type ListedEntry = Static<typeof ListedEntry>

/** The log of what staff changed, the latest first. */
export async function listAudit(
  db: Database,
  { actor, action, subject_type, subject_id, ...place }: AuditFilter
): Promise<ListPage<ListedEntry>> {
  const where = {
    ...(actor && { OR: containsText(db, actor).map((actor) => ({ actor })) }),
    ...(action && { action }),
    ...(subject_type && { subjectType: subject_type }),
    ...(subject_id && { subjectId: subject_id })
  }
  const { rows, ...page } = await readPage(place, PER_PAGE, (take) =>
    db.auditEntry.findMany({ where, orderBy: { id: 'desc' }, ...take })
  )
  return { rows: rows.map(viewEntry), ...page }
}

function viewEntry(entry: AuditEntry): ListedEntry {
  const { at, actorId, subjectType, subjectId, changes, requestId: _, ...rest } = entry
  return {
    ...rest,
    at: at.toISOString(),
    actor_id: actorId,
    subject_type: subjectType,
    subject_id: subjectId,
    changes: CHANGES.Parse(JSON.parse(changes))
  }
}

type AuditEntry = Prisma.AuditEntryGetPayload<object>

const CHANGES = Compile(ListedEntry.properties.changes)
const PER_PAGE = 50
