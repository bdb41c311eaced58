import type { Database } from '@larder/database'
import type { SessionUser } from '@larder/session'
import { tryPassword } from './attempts.js'
import { findDevice } from './devices.js'
import { called } from './names.js'

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
  const where = called(nameOrEmail)
  const found = await db.user.findUnique({
    where,
    select: { id: true, name: true, role: true, passwordHash: true }
  })
  const known = await findDevice(db, found?.id, device)
  // Of strangers by what they call the user. Were name and address counted together, a refusal would tell whose address it is.
  const who = known ? `in ${known}` : `of ${JSON.stringify(where)}`
  const attempt = await tryPassword(db, who, found?.passwordHash, password)
  if (attempt.outcome === 'limited') return { ...attempt, userId: found?.id }
  if (attempt.outcome === 'wrong' || !found) return { outcome: 'wrong', userId: found?.id }
  const { passwordHash, ...user } = found
  return { outcome: 'right', user, known: known !== undefined, passwordHash }
}
