import type { Database } from '@larder/database'
import type { FastifyRequest } from 'fastify'
import { staffMember } from '../staff-member.js'

/** Who made a change, and from where. */
export interface Actor {
  /** None of a command or a task. */
  id: number | null
  name: string
  requestId?: string
  ip?: string
}

/** Each field with its value before and after. */
export type Changes = Record<string, readonly [before: unknown, after: unknown]>

export interface AuditRecord {
  /** `goods.edit` */
  action: string
  /** What was changed: `['good', 17]`. */
  subject: readonly [type: string, id: string | number]
  changes: Changes
  /** The same for all rows of a bulk change: a UUID. */
  batch?: string
}

/** Writes who changed what, in the transaction of the change. Secrets do not belong into `changes`. */
export async function recordAudit(tx: Database, actor: Actor, ...records: AuditRecord[]): Promise<void> {
  const { id: actorId, name, requestId = '', ip = '' } = actor
  const by = { at: new Date(), actorId, actor: name.slice(0, 100), requestId: requestId.slice(0, 64), ip }
  const data = records.map(({ action, subject: [subjectType, subjectId], changes, batch = null }) => ({
    ...by,
    action,
    subjectType,
    subjectId: String(subjectId),
    changes: JSON.stringify(shortened(changes)),
    batch
  }))
  await tx.auditEntry.createMany({ data })
}

/** Takes out of the log what was changed of a subject, with the names in it. Who changed it, and when, stays. */
export async function forgetChanges(tx: Database, ...[type, id]: AuditRecord['subject']): Promise<void> {
  await tx.auditEntry.updateMany({
    where: { subjectType: type, subjectId: String(id) },
    data: { changes: '{}' }
  })
}

/** The member of staff who sent a request, as the log names them. */
export function actorOf(request: FastifyRequest): Actor {
  const { id, name } = staffMember(request)
  return { id, name, requestId: request.id, ip: request.ip }
}

/** The fields of `after` that differ from those of `before`. */
export function changesBetween(before: object, after: object): Changes {
  const former = new Map(Object.entries(before))
  const differing = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(former.get(field))
  )
  return Object.fromEntries(differing.map(([field, value]) => [field, [former.get(field) ?? null, value]]))
}

function shortened(changes: Changes): Changes {
  const entries = Object.entries(changes).map(([field, [before, after]]): [string, Changes[string]] => [
    field,
    [shorten(before), shorten(after)]
  ])
  return Object.fromEntries(entries)
}

/** The column holds 64 KB on MySQL, and an entry of the log has to be read by people. */
function shorten(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text !== undefined && text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : value
}

const LONGEST = 500
