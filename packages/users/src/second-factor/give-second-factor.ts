import type { PrismaClient } from '@larder/database'
import { countAttempt, takeBackAttempt } from '@larder/session'
import { type AccountMails, ADDRESSEE } from '../account-mails.js'
import { USERS_ERR_NO_SECRET_KEY } from '../errors.js'
import type { SecondFactorCode } from '../schemas.js'
import { decryptSecret } from './encrypt-secret.js'
import type { SecondFactorSettings } from './find-second-factor.js'
import { countRecoveryCodes, useRecoveryCode } from './recovery-codes.js'
import { findStep } from './time-codes.js'

export type GivenFactor =
  | { outcome: 'given'; recoveryCodeUsed: boolean }
  | { outcome: 'wrong' }
  | { outcome: 'none' }
  | { outcome: 'limited'; left: number }

/**
 * Checks the code of the user's authenticator app, or a recovery code, and uses it up. It counts as wrong until it is found
 * right, so that of a thousand at the same moment no more are compared than may be wrong.
 *
 * @returns `none` if the user has no second factor; `left` is the milliseconds until the next try
 * @throws USERS_ERR_NO_SECRET_KEY, USERS_ERR_SECRET_KEY if a code of the app cannot be checked
 */
export async function giveSecondFactor(
  db: PrismaClient,
  mails: AccountMails,
  settings: SecondFactorSettings,
  userId: number,
  { code, recovery_code: recoveryCode }: SecondFactorCode
): Promise<GivenFactor> {
  const factor = await db.secondFactor.findUnique({ where: { userId } })
  if (!factor) return { outcome: 'none' }
  const attempts = await countAttempt(db, `second factor of ${userId}`, QUARTER)
  if (settings.wrongCodes > 0 && attempts.count > settings.wrongCodes)
    return { outcome: 'limited', left: attempts.left }
  let isRight = false
  try {
    isRight = recoveryCode
      ? await giveRecoveryCode(db, mails, userId, recoveryCode)
      : await giveAppCode(db, settings.keys, factor, code ?? '')
  } finally {
    if (isRight) await takeBackAttempt(db, attempts)
  }
  return isRight ? { outcome: 'given', recoveryCodeUsed: Boolean(recoveryCode) } : { outcome: 'wrong' }
}

const QUARTER = 15 * 60_000

/** Each step of time counts once (RFC 6238, section 5.2), and none before the last one. */
async function giveAppCode(
  db: PrismaClient,
  keys: readonly Buffer[],
  { userId, secret }: { userId: number; secret: Uint8Array<ArrayBuffer> },
  code: string
): Promise<boolean> {
  if (keys.length === 0) throw new USERS_ERR_NO_SECRET_KEY()
  const step = findStep(decryptSecret(keys, userId, secret), code.replace(/\s/g, ''))
  if (step === undefined) return false
  // With the secret: another one may have replaced it since.
  const where = { userId, secret, lastStep: { lt: step } }
  const { count } = await db.secondFactor.updateMany({ where, data: { lastStep: step } })
  return count === 1
}

function giveRecoveryCode(
  db: PrismaClient,
  mails: AccountMails,
  userId: number,
  code: string
): Promise<boolean> {
  return db.$transaction(async (tx) => {
    if (!(await useRecoveryCode(tx, userId, code))) return false
    const user = await tx.user.findUnique({ where: { id: userId }, select: ADDRESSEE })
    const left = await countRecoveryCodes(tx, userId)
    if (user?.email)
      await mails.recoveryCodeUsed(
        tx,
        { name: user.name, address: user.email, language: user.language },
        left
      )
    return true
  })
}
