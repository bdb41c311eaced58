import type { Database, PrismaClient } from '@larder/database'
import { signOutEverywhere } from '@larder/session'
import type { FastifyInstance } from 'fastify'
import { type AccountMails, ADDRESSEE, type Addressee } from '../account-mails.js'
import { USERS_ERR_UNKNOWN_USER } from '../errors.js'
import { userWhere } from '../login/find-candidates.js'
import { lockUser } from '../tokens.js'
import { endRecoveryCodes, replaceRecoveryCodes } from './recovery-codes.js'

/** Removes the second factor with its recovery codes, and mails a notice. @returns false if the user has none */
export async function removeSecondFactor(
  db: PrismaClient,
  mails: AccountMails,
  userId: number
): Promise<boolean> {
  return db.$transaction((tx) => endSecondFactor(tx, mails, userId))
}

export interface ResetFactor {
  id: number
  name: string
  /** How many sessions ended; undefined if the user had no second factor. */
  sessionsEnded: number | undefined
}

/**
 * Removes the second factor of a user who has lost it, ends the user's sessions, and mails a notice.
 *
 * @param nameOrEmail the user name, or the confirmed e-mail address
 * @throws USERS_ERR_UNKNOWN_USER
 */
export async function resetSecondFactorOf(
  { db, accounts: { mails } }: Pick<FastifyInstance, 'db' | 'accounts'>,
  nameOrEmail: string
): Promise<ResetFactor> {
  return db.$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: userWhere(nameOrEmail), select: { id: true, name: true } })
    if (!user) throw new USERS_ERR_UNKNOWN_USER(nameOrEmail)
    return { ...user, sessionsEnded: await resetSecondFactor(tx, mails, user.id) }
  })
}

/** As {@link resetSecondFactorOf}, in a transaction. @returns how many sessions ended; undefined without a second factor */
export async function resetSecondFactor(
  db: Database,
  mails: AccountMails,
  userId: number
): Promise<number | undefined> {
  if (!(await endSecondFactor(db, mails, userId))) return undefined
  return signOutEverywhere(db, userId)
}

/** Makes new recovery codes, and mails a notice. @returns undefined if the user has no second factor */
export async function renewRecoveryCodes(
  db: PrismaClient,
  mails: AccountMails,
  userId: number
): Promise<string[] | undefined> {
  return db.$transaction(async (tx) => {
    const addressee = await lockAddressee(tx, userId)
    if ((await tx.secondFactor.count({ where: { userId } })) === 0) return undefined
    const codes = await replaceRecoveryCodes(tx, userId)
    if (addressee) await mails.recoveryCodesMade(tx, addressee)
    return codes
  })
}

/** As {@link removeSecondFactor}, in a transaction. */
export async function endSecondFactor(db: Database, mails: AccountMails, userId: number): Promise<boolean> {
  const addressee = await lockAddressee(db, userId)
  const { count } = await db.secondFactor.deleteMany({ where: { userId } })
  if (count === 0) return false
  await endRecoveryCodes(db, userId)
  if (addressee) await mails.secondFactorRemoved(db, addressee)
  return true
}

/** Locks the user. @returns undefined without a proved address */
async function lockAddressee(db: Database, userId: number): Promise<Addressee | undefined> {
  await lockUser(db, userId)
  const user = await db.user.findUnique({ where: { id: userId }, select: ADDRESSEE })
  return user?.email ? { name: user.name, address: user.email, language: user.language } : undefined
}
