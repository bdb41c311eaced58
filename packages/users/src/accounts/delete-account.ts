import type { Database, PrismaClient } from '@larder/database'
import { inTransaction } from '@larder/database'
import { type EraseHook, signOutEverywhere } from '@larder/session'
import type { RefusedFields } from '../account-fields.js'
import { type AccountMails, ADDRESSEE } from '../account-mails.js'
import { onlyUser } from '../login/find-candidates.js'
import type { TryPassword } from '../login/login-throttle.js'
import { lockUser } from '../tokens.js'

/** `staff`: the account is of a member of staff, who has to become a customer first. */
export type Deletion = 'deleted' | 'gone' | 'staff'

/**
 * Removes an account with what features keep of its user, ends its sessions, and mails a notice. Orders stay, without what
 * names the user. Run it in a transaction.
 */
export async function deleteAccount(
  tx: Database,
  { mails, erase }: { mails: AccountMails; erase: EraseHook },
  userId: number,
  now: Date
): Promise<Deletion> {
  await lockUser(tx, userId)
  const user = await tx.user.findUnique({
    where: { id: userId },
    select: { ...ADDRESSEE, role: true }
  })
  if (!user) return 'gone'
  if (user.role !== 'customer') return 'staff'
  await erase(tx, { userId, email: user.email }, now)
  await signOutEverywhere(tx, userId)
  if (user.email)
    await mails.accountDeleted(tx, { name: user.name, address: user.email, language: user.language })
  await tx.user.delete({ where: { id: userId }, select: { id: true } })
  return 'deleted'
}

export type OwnDeletion = { outcome: Deletion } | { outcome: 'limited'; left: number } | RefusedFields

/** As {@link deleteAccount}, after checking the password. */
export async function deleteOwnAccount(
  db: PrismaClient,
  needs: { mails: AccountMails; erase: EraseHook; tryPassword: TryPassword },
  userId: number,
  password = ''
): Promise<OwnDeletion> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: { id: true, role: true, passwordHash: true }
  })
  if (!user) return { outcome: 'gone' }
  if (user.role !== 'customer') return { outcome: 'staff' }
  const attempt = await needs.tryPassword(db, `in the account ${userId}`, onlyUser(user), password)
  if (attempt.outcome === 'limited') return attempt
  if (attempt.outcome === 'wrong') return { outcome: 'refused', problems: { password: 'password' } }
  return inTransaction(db, async (tx) => ({ outcome: await deleteAccount(tx, needs, userId, new Date()) }))
}
