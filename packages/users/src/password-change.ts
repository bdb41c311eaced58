import type { Database, Prisma, PrismaClient } from '@larder/database'
import { type SessionUser, signOutEverywhere } from '@larder/session'
import type { TryPassword } from './attempts.js'
import type { Letters } from './letters.js'
import { passwordProblem } from './password-rules.js'
import { hashPassword } from './passwords.js'
import { onlyReal, type Problems } from './problems.js'
import type { PasswordChange } from './schemas.js'
import { onlyUser } from './sign-in-candidates.js'
import { endTokens } from './tokens.js'

/** What became of the wish for another password. */
export type PasswordOutcome =
  | { outcome: 'changed'; user: SessionUser; passwordHash: string }
  | { outcome: 'gone' }
  | { outcome: 'limited'; left: number }
  | { outcome: 'refused'; problems: Problems }

/** Changes the password of whoever knows the present one, ends all sessions, and sends a notice. */
export async function changePassword(
  db: PrismaClient,
  letters: Letters,
  tryPassword: TryPassword,
  userId: number,
  { current_password = '', new_password = '' }: PasswordChange
): Promise<PasswordOutcome> {
  const owner = await db.user.findUnique({ where: { id: userId }, select: OWNER })
  if (!owner) return { outcome: 'gone' }
  const attempt = await tryPassword(db, `in the account ${userId}`, onlyUser(owner), current_password)
  if (attempt.outcome === 'limited') return attempt
  const problems = onlyReal({
    current_password: attempt.outcome === 'wrong' ? WRONG : undefined,
    new_password: passwordProblem(new_password, namesOf(owner))
  })
  if (problems) return { outcome: 'refused', problems }
  const passwordHash = await hashPassword(new_password)
  const user = await db.$transaction((tx) => setPassword(tx, letters, owner, passwordHash))
  if (!user) return { outcome: 'refused', problems: { current_password: WRONG } }
  return { outcome: 'changed', user, passwordHash }
}

/** What has to be known of a user whose password changes. */
export const OWNER = {
  id: true,
  name: true,
  userName: true,
  role: true,
  email: true,
  pendingEmail: true,
  passwordHash: true,
  createdAt: true
} satisfies Prisma.UserSelect

export type Owner = Prisma.UserGetPayload<{ select: typeof OWNER }>

/**
 * Sets the password, ends all sessions and, by a mail to an address that was proved before, tells. For a transaction.
 *
 * @param proved the address that is proved by the same act
 * @returns undefined where somebody changed the user a moment ago, and ended what this change rests on
 */
export async function setPassword(
  db: Database,
  letters: Letters,
  { id, email, ...known }: Owner,
  passwordHash: string,
  proved?: string
): Promise<SessionUser | undefined> {
  const owned = proved ?? email
  const { count } = await db.user.updateMany({
    where: { id, passwordHash: known.passwordHash, email, ...(!email && proved && { pendingEmail: proved }) },
    // Whoever knew the old password may have asked for another address, and with that for another password.
    data: { passwordHash, ...(owned && { email: owned, pendingEmail: null }) }
  })
  if (count === 0) return undefined
  await signOutEverywhere(db, id)
  // A first address is still to be proved.
  await endTokens(db, id, owned ? undefined : 'device')
  if (email) await letters.passwordChanged(db, { name: known.name, address: email })
  return { id, name: known.name, role: known.role }
}

/** What a password must not be made of. */
export function namesOf({ name, userName, email, pendingEmail }: Owner): string[] {
  return [name, userName, email, pendingEmail].filter((text) => text !== null)
}

const WRONG = 'This is not your present password.'
