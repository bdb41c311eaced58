import type { Database } from '@larder/database'
import type { SessionUser } from '@larder/session'

/** A user as they are now; undefined where there is none any more, or they are blocked. */
export async function findMember(db: Database, id: number): Promise<SessionUser | undefined> {
  const select = { id: true, name: true, role: true, language: true }
  return (await db.user.findUnique({ where: { id, blockedAt: null }, select })) ?? undefined
}
