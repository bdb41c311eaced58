import type { PrismaClient } from '@larder/database'
import { addressProblem, normalizeAddress, type Problems, type RefusedFields } from '../account-fields.js'
import { type AccountMails, ADDRESSEE } from '../account-mails.js'
import { onlyUser } from '../login/find-candidates.js'
import type { TryPassword } from '../login/login-throttle.js'
import type { AddressChange } from '../schemas.js'
import { askForProof } from './confirm-address.js'

export type AddressOutcome =
  | { outcome: 'asked'; sent: boolean }
  | { outcome: 'gone' }
  | { outcome: 'limited'; left: number }
  | RefusedFields

/**
 * Asks for a proof of another address, after checking the password, and notifies the present address if it is proved. An
 * unproved address, perhaps misspelt, is replaced at once.
 */
export async function changeAddress(
  db: PrismaClient,
  mails: AccountMails,
  tryPassword: TryPassword,
  userId: number,
  { email = '', password = '' }: AddressChange
): Promise<AddressOutcome> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { id: true, ...ADDRESSEE, passwordHash: true }
  })
  if (!user) return { outcome: 'gone' }
  const present = user.email
  const address = normalizeAddress(email)
  const problem = address === present ? 'email-same' : addressProblem(address)
  if (problem) return { outcome: 'refused', problems: { email: problem } }
  const attempt = await tryPassword(db, `in the account ${userId}`, onlyUser(user), password)
  if (attempt.outcome === 'limited') return attempt
  if (attempt.outcome === 'wrong') return { outcome: 'refused', problems: WRONG }
  return db.$transaction(async (tx) => {
    const { count } = await tx.user.updateMany({
      where: { id: userId, email: present, passwordHash: user.passwordHash },
      data: { pendingEmail: address }
    })
    // The password or the address has changed since it was checked.
    if (count === 0) return { outcome: 'refused', problems: WRONG }
    const sent = await askForProof(tx, mails, userId, address)
    if (present) {
      const { name, language } = user
      await mails.emailChangeAsked(tx, { name, address: present, language }, address)
    }
    return { outcome: 'asked', sent }
  })
}

const WRONG: Problems = { password: 'password' }
