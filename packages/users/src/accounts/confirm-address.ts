import type { Database, PrismaClient } from '@larder/database'
import type { AddressProvedHook } from '@larder/session'
import { isAddressTaken } from '../account-fields.js'
import { type AccountMails, ADDRESSEE } from '../account-mails.js'
import { endClaimTokens, endTokens, lockUser, replaceToken, useToken } from '../tokens.js'
import { findLanguage } from '../user-language.js'

/**
 * Mails a link to prove the address that a user claims. If it is another user's, that user gets a mail instead, and all else
 * stays the same.
 *
 * @returns whether a mail was sent; false if the address got several in this hour
 */
export async function askForProof(
  db: Database,
  mails: AccountMails,
  userId: number,
  address: string
): Promise<boolean> {
  await lockUser(db, userId)
  // The last link that was sent stays valid.
  if (!(await mails.mayClaim(db, address))) return false
  const secret = await replaceToken(db, {
    userId,
    purpose: 'confirm_email',
    email: address,
    lasts: DAY
  })
  // Both are read whoever owns the address, so that the time it takes tells nothing.
  const language = await findLanguage(db, userId)
  const select = { name: true, language: true }
  const owner = await db.user.findUnique({ where: { email: address }, select })
  if (owner) await mails.accountExists(db, { ...owner, address })
  else await mails.confirmEmail(db, { address, language }, secret)
  return true
}

/** Mails another link for the address that a user claims; undefined if the user claims none. */
export async function askForProofAgain(
  db: PrismaClient,
  mails: AccountMails,
  userId: number
): Promise<{ sent: boolean } | undefined> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { pendingEmail: true } })
  if (!user?.pendingEmail) return undefined
  const { pendingEmail } = user
  return { sent: await db.$transaction((tx) => askForProof(tx, mails, userId, pendingEmail)) }
}

/**
 * Makes the address the user's own, if the secret was sent there, and notifies an earlier address. Of several users who claim
 * one address, the first to prove it gets it.
 */
export async function confirmAddress(
  db: PrismaClient,
  mails: AccountMails,
  proved: AddressProvedHook,
  secret: string | undefined
): Promise<{ outcome: 'confirmed'; userId: number } | { outcome: 'taken' | 'unknown' }> {
  try {
    return await db.$transaction(async (tx) => {
      const token = await useToken(tx, 'confirm_email', secret)
      if (!token?.userId || !token.email) return { outcome: 'unknown' }
      const given = await giveAddress(tx, mails, token.userId, token.email)
      if (given.outcome === 'confirmed') await proved(tx, { id: token.userId, email: token.email })
      return given
    })
  } catch (error) {
    if (isAddressTaken(error)) return { outcome: 'taken' }
    throw error
  }
}

async function giveAddress(db: Database, mails: AccountMails, userId: number, address: string) {
  const before = await db.user.findUnique({ where: { id: userId }, select: ADDRESSEE })
  const { count } = await db.user.updateMany({
    where: { id: userId, pendingEmail: address },
    data: { email: address, pendingEmail: null }
  })
  // The user has claimed another address since.
  if (count === 0) return { outcome: 'unknown' } as const
  // Reject reset links sent to a previous address.
  await endTokens(db, userId, 'reset_password')
  await endClaimTokens(db, address)
  if (before?.email) {
    const { name, language } = before
    await mails.emailChanged(db, { name, address: before.email, language }, address)
  }
  return { outcome: 'confirmed', userId } as const
}

const DAY = 24 * 60 * 60_000
