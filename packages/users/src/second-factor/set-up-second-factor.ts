import type { Database, PrismaClient } from '@larder/database'
import { SESSION_ERR_SECOND_FACTOR } from '@larder/session'
import { type RefusedFields, withoutUndefined } from '../account-fields.js'
import { type AccountMails, ADDRESSEE } from '../account-mails.js'
import { USERS_ERR_NO_SECRET_KEY } from '../errors.js'
import { onlyUser } from '../login/find-candidates.js'
import type { TryPassword } from '../login/login-throttle.js'
import type { SecondFactorSetup } from '../schemas.js'
import { lockUser } from '../tokens.js'
import { decryptSecret, encryptSecret } from './encrypt-secret.js'
import type { SecondFactorSettings } from './find-second-factor.js'
import { replaceRecoveryCodes } from './recovery-codes.js'
import { createAppSecret, findStep } from './time-codes.js'

export type SetupOutcome =
  | { outcome: 'set-up'; recoveryCodes: string[] }
  | { outcome: 'gone' }
  | { outcome: 'limited'; left: number }
  | RefusedFields

/**
 * A secret for the user's authenticator app, encrypted: the one that was offered before, unless the key has changed since.
 *
 * @throws USERS_ERR_NO_SECRET_KEY (403)
 */
export function offerSecret({ keys }: SecondFactorSettings, userId: number, before?: string): string {
  const [key] = keys
  if (!key) throw new USERS_ERR_NO_SECRET_KEY()
  if (before && isOf(keys, userId, before)) return before
  return encryptSecret(key, userId, createAppSecret()).toString('base64')
}

function isOf(keys: readonly Buffer[], userId: number, offer: string): boolean {
  try {
    return decryptSecret(keys, userId, Buffer.from(offer, 'base64')).length > 0
  } catch {
    return false
  }
}

/** The secret of an offer. @throws USERS_ERR_NO_SECRET_KEY (403), USERS_ERR_SECRET_KEY */
export function readOffer({ keys }: SecondFactorSettings, userId: number, offer: string): Buffer {
  if (keys.length === 0) throw new USERS_ERR_NO_SECRET_KEY()
  return decryptSecret(keys, userId, Buffer.from(offer, 'base64'))
}

/**
 * Makes the offered secret the user's second factor, if the code proves that an app has it, and replaces the recovery codes.
 * Without an earlier factor it takes the password, with one that this was given lately.
 *
 * @param offer of {@link offerSecret}
 * @param given whether the present second factor was given lately
 * @throws SESSION_ERR_SECOND_FACTOR (403) if it was not, also where it was set up just now
 */
export async function setUpSecondFactor(
  db: PrismaClient,
  mails: AccountMails,
  { tryPassword, settings }: { tryPassword: TryPassword; settings: SecondFactorSettings },
  userId: number,
  { offer, given, code = '', password = '' }: SecondFactorSetup & { offer: string; given: boolean }
): Promise<SetupOutcome> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: {
      id: true,
      ...ADDRESSEE,
      passwordHash: true,
      secondFactor: { select: { secret: true } }
    }
  })
  if (!user) return { outcome: 'gone' }
  if (user.secondFactor && !given) throw new SESSION_ERR_SECOND_FACTOR()
  const secret = readOffer(settings, userId, offer)
  const attempt = user.secondFactor
    ? { outcome: 'right' as const }
    : await tryPassword(db, `in the account ${userId}`, onlyUser(user), password)
  if (attempt.outcome === 'limited') return attempt
  const step = findStep(secret, code.replace(/\s/g, ''))
  const problems = withoutUndefined({
    code: step === undefined ? 'app-code' : undefined,
    password: attempt.outcome === 'wrong' ? 'password' : undefined
  })
  if (step === undefined || problems) return { outcome: 'refused', problems: problems ?? {} }
  const data = { userId, secret: Buffer.from(offer, 'base64'), lastStep: step }
  return db.$transaction(async (tx) => {
    if (!(await isUnchanged(tx, user))) return { outcome: 'refused', problems: { password: 'password' } }
    await tx.secondFactor.deleteMany({ where: { userId } })
    await tx.secondFactor.create({ data, select: { userId: true } })
    const recoveryCodes = await replaceRecoveryCodes(tx, userId)
    if (user.email)
      await mails.secondFactorSetUp(tx, { name: user.name, address: user.email, language: user.language })
    return { outcome: 'set-up', recoveryCodes }
  })
}

interface CheckedUser {
  id: number
  passwordHash: string
  secondFactor: { secret: Uint8Array<ArrayBuffer> } | null
}

/** Whether password and second factor are those that were checked. Locks the user. */
async function isUnchanged(db: Database, { id, passwordHash, secondFactor }: CheckedUser): Promise<boolean> {
  await lockUser(db, id)
  const factor = secondFactor ? { is: { secret: secondFactor.secret } } : { is: null }
  return (await db.user.count({ where: { id, passwordHash, secondFactor: factor } })) === 1
}
