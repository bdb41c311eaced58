import type { Database, PrismaClient } from '@larder/database'
import type { Letters } from './letters.js'
import { addressOf } from './names.js'
import { namesOf, OWNER, type Owner, type PasswordOutcome, setPassword } from './password-change.js'
import { passwordProblem } from './password-rules.js'
import { hashPassword } from './passwords.js'
import { isAddressTaken, onlyReal } from './problems.js'
import type { Reset } from './schemas.js'
import { findByAddress } from './sign-in-candidates.js'
import { endClaimTokens, findToken, lockUser, replaceToken, type Token, useToken } from './tokens.js'

/**
 * Sends a link with which, for ten minutes, whoever reads the mails of an address chooses another password: for the account
 * that has proved the address, or for one of those that claim it, while none has.
 *
 * @returns undefined where no account knows the address; with `userId` where it can be only one
 */
export async function askForReset(
  db: PrismaClient,
  letters: Letters,
  email: string
): Promise<{ userId?: number } | undefined> {
  const address = addressOf(email)
  // Counted for everybody, and before the transaction: those who ask for one address at once would wait there for each
  // other, and the last of them could tell by the time that somebody has it.
  const isOneOfFew = await letters.mayReset(db, address)
  const { owner, claims } = await findByAddress(db, address, { id: true }, 2)
  const [first, second] = owner ? [owner] : claims
  if (!first) return undefined
  const asked = second ? {} : { userId: first.id }
  // A link that was sent stays good while no newer one is sent.
  if (!isOneOfFew) return asked
  await db.$transaction(async (tx) => {
    await lockUser(tx, first.id)
    const secret = await replaceToken(tx, {
      userId: owner?.id ?? null,
      purpose: 'reset_password',
      email: address,
      lasts: TEN_MINUTES
    })
    await letters.resetPassword(tx, address, secret)
  })
  return asked
}

/** One of the accounts whose password a link can reset. It has no name: a stranger may have typed that for its reader. */
export interface ResettableAccount {
  id: number
  openedAt: Date
}

/** The accounts whose password this link can reset: none where it is of no use any more. */
export async function listResettable(db: Database, secret: string | undefined): Promise<ResettableAccount[]> {
  const found = await findToken(db, 'reset_password', secret)
  const owners = found ? await findOwners(db, found) : []
  return owners.map(({ id, createdAt }) => ({ id, openedAt: createdAt }))
}

/**
 * Sets the password of whoever has the link, ends all sessions and sends a notice. A link does it once. It was sent to the
 * address, which is proved by it.
 */
export async function resetPassword(
  db: PrismaClient,
  letters: Letters,
  { token, password = '', account }: Reset
): Promise<PasswordOutcome> {
  const found = await findToken(db, 'reset_password', token)
  const owners = found ? await findOwners(db, found) : []
  if (!found?.email || owners.length === 0) return { outcome: 'gone' }
  const owner =
    account === undefined && owners.length === 1 ? owners[0] : owners.find(({ id }) => id === account)
  // One that is refused does not use up the link.
  const problems = onlyReal({
    account: owner ? undefined : 'Please choose one of your accounts.',
    password: passwordProblem(password, owner ? namesOf(owner) : [])
  })
  if (!owner || problems) return { outcome: 'refused', problems: problems ?? {} }
  const passwordHash = await hashPassword(password)
  const address = found.email
  try {
    return await db.$transaction(async (tx) => {
      await lockUser(tx, owner.id)
      const used = await useToken(tx, 'reset_password', token)
      const user = used && (await setPassword(tx, letters, owner, passwordHash, address))
      if (!user) return { outcome: 'gone' }
      await endClaimTokens(tx, address)
      return { outcome: 'changed', user, passwordHash }
    })
  } catch (error) {
    // Another account has proved the address meanwhile.
    if (isAddressTaken(error)) return { outcome: 'gone' }
    throw error
  }
}

const TEN_MINUTES = 10 * 60_000
// So many can be shown. A stranger would have to claim an address a thousand times to hide who claimed it before.
const MOST_ACCOUNTS = 1_000

async function findOwners(db: Database, { userId, email }: Token): Promise<Owner[]> {
  // A link that went to an earlier address is no way in.
  if (userId !== null) return db.user.findMany({ where: { id: userId, email }, select: OWNER })
  if (email === null) return []
  const { owner, claims } = await findByAddress(db, email, OWNER, MOST_ACCOUNTS)
  return owner ? [] : claims
}
