import type { Database, PrismaClient } from '@larder/database'
import type { AddressProvedHook } from '@larder/session'
import { isAddressTaken, withoutUndefined } from '../account-fields.js'
import type { AccountMails } from '../account-mails.js'
import { findByAddress } from '../login/find-candidates.js'
import { hashPassword } from '../passwords/hash-password.js'
import { passwordProblem } from '../passwords/password-rules.js'
import type { Reset } from '../schemas.js'
import { endSecondFactor } from '../second-factor/remove-second-factor.js'
import { endClaimTokens, findToken, lockUser, type Token, useToken } from '../tokens.js'
import {
  namesOfUser,
  type PasswordOutcome,
  setPassword,
  USER_WITH_PASSWORD,
  type UserWithPassword
} from './change-password.js'

/** An account whose password a link can reset. It has no name: a stranger may have typed that for the mail's reader. */
export interface ResettableAccount {
  id: number
  openedAt: Date
}

/** The accounts whose password a link can reset; none if it is invalid, used or too old. */
export async function listResettable(db: Database, secret: string | undefined): Promise<ResettableAccount[]> {
  const found = await findToken(db, 'reset_password', secret)
  const owners = found ? await findResettable(db, found) : []
  return owners.map(({ id, createdAt }) => ({ id, openedAt: createdAt }))
}

/**
 * Sets the password by a link, which proves the address too, ends all sessions and mails a notice. A link works once. Where it
 * proves the address for the first time, a second factor ends with the password.
 */
export async function resetPassword(
  db: PrismaClient,
  mails: AccountMails,
  proved: AddressProvedHook,
  { token, password = '', account }: Reset
): Promise<PasswordOutcome> {
  const found = await findToken(db, 'reset_password', token)
  const owners = found ? await findResettable(db, found) : []
  if (!found?.email || owners.length === 0) return { outcome: 'gone' }
  const owner =
    account === undefined && owners.length === 1 ? owners[0] : owners.find(({ id }) => id === account)
  // A refused password does not use up the link.
  const problems = withoutUndefined({
    account: owner ? undefined : 'account',
    password: passwordProblem(password, owner ? namesOfUser(owner) : [])
  })
  if (!owner || problems) return { outcome: 'refused', problems: problems ?? {} }
  const passwordHash = await hashPassword(password)
  const address = found.email
  try {
    return await db.$transaction(async (tx) => {
      await lockUser(tx, owner.id)
      const used = await useToken(tx, 'reset_password', token)
      const user = used && (await setPassword(tx, mails, owner, passwordHash, address))
      if (!user) return { outcome: 'gone' }
      // Whoever set it up has only claimed the address: it would keep the mailbox's owner out.
      if (owner.email === null) await endSecondFactor(tx, mails, owner.id)
      await endClaimTokens(tx, address)
      await proved(tx, { id: owner.id, email: address })
      return { outcome: 'changed', user, passwordHash }
    })
  } catch (error) {
    // Another account has proved the address in the meantime.
    if (isAddressTaken(error)) return { outcome: 'gone' }
    throw error
  }
}

// A stranger would have to claim an address a thousand times to hide earlier claims.
const MOST_ACCOUNTS = 1_000

async function findResettable(db: Database, { userId, email }: Token): Promise<UserWithPassword[]> {
  // Reject links sent to a previous address.
  if (userId !== null) return db.user.findMany({ where: { id: userId, email }, select: USER_WITH_PASSWORD })
  if (email === null) return []
  const { owner, claims } = await findByAddress(db, email, USER_WITH_PASSWORD, MOST_ACCOUNTS)
  return owner ? [] : claims
}
