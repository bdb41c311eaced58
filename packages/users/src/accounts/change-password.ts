import type { Database, Prisma, PrismaClient } from '@larder/database'
import { type SessionUser, signOutEverywhere } from '@larder/session'
import { type RefusedFields, withoutUndefined } from '../account-fields.js'
import type { AccountMails } from '../account-mails.js'
import { onlyUser } from '../login/find-candidates.js'
import type { TryPassword } from '../login/login-throttle.js'
import { hashPassword } from '../passwords/hash-password.js'
import { passwordProblem } from '../passwords/password-rules.js'
import type { PasswordChange } from '../schemas.js'
import { endTokens } from '../tokens.js'

export type PasswordOutcome =
  | { outcome: 'changed'; user: SessionUser; passwordHash: string }
  | { outcome: 'gone' }
  | { outcome: 'limited'; left: number }
  | RefusedFields

/** Changes the password after checking the current one, ends all sessions, and mails a notice. */
export async function changePassword(
  db: PrismaClient,
  mails: AccountMails,
  tryPassword: TryPassword,
  userId: number,
  { current_password = '', new_password = '' }: PasswordChange
): Promise<PasswordOutcome> {
  const owner = await db.user.findUnique({ where: { id: userId }, select: USER_WITH_PASSWORD })
  if (!owner) return { outcome: 'gone' }
  const attempt = await tryPassword(db, `in the account ${userId}`, onlyUser(owner), current_password)
  if (attempt.outcome === 'limited') return attempt
  const problems = withoutUndefined({
    current_password: attempt.outcome === 'wrong' ? 'current-password' : undefined,
    new_password: passwordProblem(new_password, namesOfUser(owner))
  })
  if (problems) return { outcome: 'refused', problems }
  const passwordHash = await hashPassword(new_password)
  const user = await db.$transaction((tx) => setPassword(tx, mails, owner, passwordHash))
  if (!user) return { outcome: 'refused', problems: { current_password: 'current-password' } }
  return { outcome: 'changed', user, passwordHash }
}

export const USER_WITH_PASSWORD = {
  id: true,
  name: true,
  userName: true,
  role: true,
  language: true,
  email: true,
  pendingEmail: true,
  passwordHash: true,
  createdAt: true
} satisfies Prisma.UserSelect

export type UserWithPassword = Prisma.UserGetPayload<{ select: typeof USER_WITH_PASSWORD }>

/**
 * Sets the password, ends all sessions and mails a notice to an address that was proved before. Run it in a transaction.
 *
 * @param proved the address that the same act proves
 * @returns undefined if password or address have changed since the user was read
 */
export async function setPassword(
  db: Database,
  mails: AccountMails,
  { id, email, ...known }: UserWithPassword,
  passwordHash: string,
  proved?: string
): Promise<SessionUser | undefined> {
  const owned = proved ?? email
  const { count } = await db.user.updateMany({
    where: { id, passwordHash: known.passwordHash, email, ...(!email && proved && { pendingEmail: proved }) },
    // Drop a pending address: an intruder who knew the old password may have asked for it.
    data: { passwordHash, ...(owned && { email: owned, pendingEmail: null }) }
  })
  if (count === 0) return undefined
  await signOutEverywhere(db, id)
  // Keep the link that proves a first address.
  await endTokens(db, id, owned ? undefined : 'device')
  if (email) await mails.passwordChanged(db, { name: known.name, address: email, language: known.language })
  return { id, name: known.name, role: known.role, language: known.language }
}

export function namesOfUser({ name, userName, email, pendingEmail }: UserWithPassword): string[] {
  return [name, userName, email, pendingEmail].filter((text) => text !== null)
}
