import { containsText, type Database } from '@larder/database'
import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { asPage, type ListPage, type PageQuery, pageOf } from '../lists/list-page.js'

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
  const rows = await db.auditEntry.findMany({
    where: {
      ...(actor && { OR: containsText(db, actor).map((actor) => ({ actor })) }),
      ...(action && { action }),
      ...(subject_type && { subjectType: subject_type }),
      ...(subject_id && { subjectId: subject_id })
    },
    orderBy: { id: 'desc' },
    ...pageOf(place, PER_PAGE)
  })
  return asPage(
    rows.map(({ at, actorId, subjectType, subjectId, changes, requestId: _, ...rest }) => ({
      ...rest,
      at: at.toISOString(),
      actor_id: actorId,
      subject_type: subjectType,
      subject_id: subjectId,
      changes: CHANGES.Parse(JSON.parse(changes))
    })),
    place,
    PER_PAGE
  )
}

const CHANGES = Compile(ListedEntry.properties.changes)
const PER_PAGE = 50
