import type { Database } from '@larder/database'
import type { SessionUser } from '@larder/session'

/** A user as they are now; undefined where there is none any more. */
export async function findMember(db: Database, id: number): Promise<SessionUser | undefined> {
  const select = { id: true, name: true, role: true }
  return (await db.user.findUnique({ where: { id }, select })) ?? undefined
}
