import type { Database, PrismaClient } from '@larder/database'
import type { TryPassword } from './attempts.js'
import type { Letters } from './letters.js'
import { addressOf, addressProblem } from './names.js'
import { isAddressTaken, type Problems } from './problems.js'
import type { AddressChange } from './schemas.js'
import { onlyUser } from './sign-in-candidates.js'
import { endClaimTokens, endTokens, lockUser, replaceToken, useToken } from './tokens.js'

/**
 * Asks for a proof at the address that a user says to have. If it is another user's, that one gets a mail instead, and all
 * else is alike.
 *
 * @returns whether a mail was sent, or the address had several in this hour
 */
export async function askForProof(
  db: Database,
  letters: Letters,
  userId: number,
  address: string
): Promise<boolean> {
  await lockUser(db, userId)
  // A link that was sent stays good while no newer one is sent.
  if (!(await letters.mayClaim(db, address))) return false
  const secret = await replaceToken(db, {
    userId,
    purpose: 'confirm_email',
    email: address,
    lasts: DAY
  })
  const owner = await db.user.findUnique({ where: { email: address }, select: { name: true } })
  if (owner) await letters.accountExists(db, { name: owner.name, address })
  else await letters.confirmEmail(db, address, secret)
  return true
}

/** Asks once more for a proof of the address that this user says to have; undefined where there is none to be proved. */
export async function askForProofAgain(
  db: PrismaClient,
  letters: Letters,
  userId: number
): Promise<{ sent: boolean } | undefined> {
  const user = await findOwner(db, userId)
  if (!user?.pendingEmail) return undefined
  const { pendingEmail } = user
  return { sent: await db.$transaction((tx) => askForProof(tx, letters, userId, pendingEmail)) }
}

/**
 * Makes the address its user's own, if the secret was sent there: what was an earlier address gets a notice. Of users who
 * claim one address the first to prove it has it.
 */
export async function confirmAddress(
  db: PrismaClient,
  letters: Letters,
  secret: string | undefined
): Promise<{ outcome: 'confirmed'; userId: number } | { outcome: 'taken' | 'unknown' }> {
  try {
    return await db.$transaction(async (tx) => {
      const token = await useToken(tx, 'confirm_email', secret)
      if (!token?.userId || !token.email) return { outcome: 'unknown' }
      return giveAddress(tx, letters, token.userId, token.email)
    })
  } catch (error) {
    if (isAddressTaken(error)) return { outcome: 'taken' }
    throw error
  }
}

/** What became of the wish for another address. */
export type AddressOutcome =
  | { outcome: 'asked'; sent: boolean }
  | { outcome: 'gone' }
  | { outcome: 'limited'; left: number }
  | { outcome: 'refused'; problems: Problems }

/**
 * Asks for a proof of another address, for whoever knows the password, and tells the present one if it is proved. One that
 * is not, and may be misspelt, is given up for the new one at once.
 */
export async function changeAddress(
  db: PrismaClient,
  letters: Letters,
  tryPassword: TryPassword,
  userId: number,
  { email = '', password = '' }: AddressChange
): Promise<AddressOutcome> {
  const user = await findOwner(db, userId)
  if (!user) return { outcome: 'gone' }
  const present = user.email
  const address = addressOf(email)
  const problem = address === present ? 'This is your address already.' : addressProblem(address)
  if (problem) return { outcome: 'refused', problems: { email: problem } }
  const attempt = await tryPassword(db, `in the account ${userId}`, onlyUser(user), password)
  if (attempt.outcome === 'limited') return attempt
  if (attempt.outcome === 'wrong') return { outcome: 'refused', problems: WRONG }
  return db.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: userId, email: present, passwordHash: user.passwordHash },
      data: { pendingEmail: address }
    })
    // Somebody changed the password a moment ago, and ended what this wish rests on.
    if (count === 0) return { outcome: 'refused', problems: WRONG }
    const sent = await askForProof(tx, letters, userId, address)
    if (present) await letters.emailChangeAsked(tx, { name: user.name, address: present }, address)
    return { outcome: 'asked', sent }
  })
}

const DAY = 24 * 60 * 60_000
const WRONG = { password: 'This is not your password.' }

async function giveAddress(db: Database, letters: Letters, userId: number, address: string) {
  const before = await findOwner(db, userId)
  const { count } = await db.user.updateMany({
    where: { id: userId, pendingEmail: address },
    data: { email: address, pendingEmail: null }
  })
  // The user has another address in mind since.
  if (count === 0) return { outcome: 'unknown' } as const
  // A link that went to the earlier address is no way in any more.
  await endTokens(db, userId, 'reset_password')
  await endClaimTokens(db, address)
  if (before?.email) await letters.emailChanged(db, { name: before.name, address: before.email }, address)
  return { outcome: 'confirmed', userId } as const
}

function findOwner(db: Database, id: number) {
  return db.user.findUnique({
    where: { id },
    select: { id: true, name: true, email: true, pendingEmail: true, passwordHash: true }
  })
}
