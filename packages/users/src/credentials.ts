import type { Database } from '@larder/database'
import type { SessionUser } from '@larder/session'
import { tryPassword } from './attempts.js'
import { findDevice } from './devices.js'
import { addressOf, keyOf } from './names.js'

/** Who signs in; `known` says whether the browser is one of theirs already. */
export type SignIn =
  | { outcome: 'right'; user: SessionUser; known: boolean; passwordHash: string }
  | { outcome: 'wrong'; userId?: number }
  | { outcome: 'limited'; left: number; userId?: number }

/**
 * Finds the user whom name (or confirmed e-mail address) and password name. Where there is nobody of that name it does
 * the same work, and answers and counts as for a wrong password.
 *
 * @param device what the browser has been given by `rememberDevice`
 */
export async function findByCredentials(
  db: Database,
  nameOrEmail: string,
  password: string,
  device?: string
): Promise<SignIn> {
  const wanted = nameOrEmail.includes('@')
    ? { email: addressOf(nameOrEmail) }
    : { nameKey: keyOf(nameOrEmail.trim()) }
  const found = await db.user.findUnique({
    where: wanted,
    select: { id: true, name: true, role: true, passwordHash: true }
  })
  const known = await findDevice(db, found?.id, device)
  const stranger = found ? `of user ${found.id}` : `of nobody ${Object.values(wanted)}`
  const attempt = await tryPassword(db, known ? `in ${known}` : stranger, found?.passwordHash, password)
  if (attempt.outcome === 'limited') return { ...attempt, userId: found?.id }
  if (attempt.outcome === 'wrong' || !found) return { outcome: 'wrong', userId: found?.id }
  const { passwordHash, ...user } = found
  return { outcome: 'right', user, known: known !== undefined, passwordHash }
}

/**
 * Whether a user still has the password and the role with which a session was just written. Whoever changes them ends the
 * sessions that there are: those written later are for us to end. It waits for a change that is under way.
 */
export async function isUnchanged(
  db: Database,
  { id, role }: SessionUser,
  passwordHash: string
): Promise<boolean> {
  const rows = await db.$queryRaw<
    { hash: string; role: string }[]
  >`SELECT password_hash AS hash, CAST(role AS char(16)) AS role FROM users WHERE id = ${id} FOR SHARE`
  return rows.some((row) => row.hash === passwordHash && row.role.trim() === role)
}
