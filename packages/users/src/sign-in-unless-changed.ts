import type { Database } from '@larder/database'
import { type SessionUser, signIn, signOut } from '@larder/session'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Signs somebody in who has shown this password, unless it or the role was changed meanwhile. Whoever changes them ends the
 * sessions that there are: the one written here is for us to end. It waits for a change that is under way.
 */
export async function signInUnlessChanged(
  request: FastifyRequest,
  reply: FastifyReply,
  user: SessionUser,
  passwordHash: string
): Promise<boolean> {
  await signIn(request, user)
  if (await isUnchanged(request.server.db, user, passwordHash)) return true
  await signOut(request, reply)
  return false
}

async function isUnchanged(db: Database, { id, role }: SessionUser, passwordHash: string): Promise<boolean> {
  const rows = await db.$queryRaw<
    { hash: string; role: string }[]
  >`SELECT password_hash AS hash, CAST(role AS char(16)) AS role FROM users WHERE id = ${id} FOR SHARE`
  return rows.some((row) => row.hash === passwordHash && row.role.trim() === role)
}
