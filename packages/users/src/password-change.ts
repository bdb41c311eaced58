import type { Database, PrismaClient } from '@larder/database'
import { type SessionUser, signOutEverywhere } from '@larder/session'
import { tryPassword } from './attempts.js'
import type { Letters } from './letters.js'
import { addressOf } from './names.js'
import { passwordProblem } from './password-rules.js'
import { hashPassword } from './passwords.js'
import { onlyReal, type Problems } from './problems.js'
import type { PasswordChange, Reset } from './schemas.js'
import { endTokens, findToken, lockUser, replaceToken, useToken } from './tokens.js'

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
  userId: number,
  { current_password = '', new_password = '' }: PasswordChange
): Promise<PasswordOutcome> {
  const owner = await findOwner(db, userId)
  if (!owner) return { outcome: 'gone' }
  const attempt = await tryPassword(db, `in the account ${userId}`, owner.passwordHash, current_password)
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

/** Sends a link to the owner of a confirmed address, with which another password can be chosen for ten minutes. */
export async function askForReset(
  db: PrismaClient,
  letters: Letters,
  email: string
): Promise<{ userId: number } | undefined> {
  const address = addressOf(email)
  // Counted for everybody, and before the transaction: those who ask for one address at once would wait there for each
  // other, and the last of them could tell by the time that somebody has it.
  const isOneOfFew = await letters.mayReset(db, address)
  const user = await db.user.findUnique({ where: { email: address }, select: { id: true, name: true } })
  if (!user) return undefined
  const userId = user.id
  // A link that was sent stays good while no newer one is sent.
  if (!isOneOfFew) return { userId }
  await db.$transaction(async (tx) => {
    await lockUser(tx, userId)
    const secret = await replaceToken(tx, {
      userId,
      purpose: 'reset_password',
      email: address,
      lasts: TEN_MINUTES
    })
    await letters.resetPassword(tx, { name: user.name, address }, secret)
  })
  return { userId }
}

/** Sets the password of whoever has the link, ends all sessions and sends a notice. A link does it once. */
export async function resetPassword(
  db: PrismaClient,
  letters: Letters,
  { token, password = '' }: Reset
): Promise<PasswordOutcome> {
  const found = await findToken(db, 'reset_password', token)
  const owner = found && (await findOwner(db, found.userId))
  // One that went to an earlier address is no way in.
  if (!owner || owner.email !== found.email) return { outcome: 'gone' }
  // One that is refused does not use up the link.
  const problems = onlyReal({ password: passwordProblem(password, namesOf(owner)) })
  if (problems) return { outcome: 'refused', problems }
  const passwordHash = await hashPassword(password)
  return db.$transaction(async (tx) => {
    const used = await useToken(tx, 'reset_password', token)
    const user = used && (await setPassword(tx, letters, owner, passwordHash))
    return user ? { outcome: 'changed', user, passwordHash } : { outcome: 'gone' }
  })
}

type Owner = NonNullable<Awaited<ReturnType<typeof findOwner>>>

const TEN_MINUTES = 10 * 60_000
const WRONG = 'This is not your present password.'

/** @returns undefined where somebody changed it a moment ago, and ended what this change rests on */
async function setPassword(
  db: Database,
  letters: Letters,
  { id, email, ...known }: Owner,
  passwordHash: string
): Promise<SessionUser | undefined> {
  const { count } = await db.user.updateMany({
    where: { id, passwordHash: known.passwordHash },
    // Whoever knew the old password may have asked for another address, and with that for another password.
    data: { passwordHash, ...(email && { pendingEmail: null }) }
  })
  if (count === 0) return undefined
  await signOutEverywhere(db, id)
  // A first address is still to be proved.
  await endTokens(db, id, email ? undefined : 'device')
  if (email) await letters.passwordChanged(db, { name: known.name, address: email })
  return { id, name: known.name, role: known.role }
}

function findOwner(db: Database, id: number) {
  return db.user.findUnique({
    where: { id },
    select: { id: true, name: true, role: true, email: true, passwordHash: true }
  })
}

function namesOf({ name, email }: Owner): string[] {
  return email ? [name, email] : [name]
}
