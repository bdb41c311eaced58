import type { PrismaClient } from '@larder/database'
import { normalizeAddress } from '../account-fields.js'
import type { AccountMails } from '../account-mails.js'
import { findByAddress } from '../login/find-candidates.js'
import { lockUser, replaceToken } from '../tokens.js'

/**
 * Mails a link to choose another password within ten minutes: for the account that has proved the address, or, if none has, for
 * one of those that claim it.
 *
 * @returns undefined if no account knows the address; with `userId` if only one can be meant
 */
export async function askForReset(
  db: PrismaClient,
  mails: AccountMails,
  email: string
): Promise<{ userId?: number } | undefined> {
  const address = normalizeAddress(email)
  // Counted for every address, and before the transaction: requests for one address would wait there for each other, and their
  // time would tell that it is known.
  const isOneOfFew = await mails.mayReset(db, address)
  const { owner, claims } = await findByAddress(db, address, { id: true, language: true }, 2)
  const [first, second] = owner ? [owner] : claims
  if (!first) return undefined
  const asked = second ? {} : { userId: first.id }
  // The last link that was sent stays valid.
  if (!isOneOfFew) return asked
  await db.$transaction(async (tx) => {
    await lockUser(tx, first.id)
    const secret = await replaceToken(tx, {
      userId: owner?.id ?? null,
      purpose: 'reset_password',
      email: address,
      lasts: TEN_MINUTES
    })
    await mails.resetPassword(tx, { address, language: first.language }, secret)
  })
  return asked
}

const TEN_MINUTES = 10 * 60_000
