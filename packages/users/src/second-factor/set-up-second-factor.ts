import type { Database, PrismaClient } from '@larder/database'
import { type RefusedFields, withoutUndefined } from '../account-fields.js'
import type { AccountMails } from '../account-mails.js'
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

/** A secret for the user's authenticator app, encrypted. @throws USERS_ERR_NO_SECRET_KEY (403) */
export function offerSecret({ key }: SecondFactorSettings, userId: number): string {
  if (!key) throw new USERS_ERR_NO_SECRET_KEY()
  return encryptSecret(key, userId, createAppSecret()).toString('base64')
}

/** The secret of an offer. @throws USERS_ERR_NO_SECRET_KEY (403), USERS_ERR_SECRET_KEY */
export function readOffer({ key }: SecondFactorSettings, userId: number, offer: string): Buffer {
  if (!key) throw new USERS_ERR_NO_SECRET_KEY()
  return decryptSecret(key, userId, Buffer.from(offer, 'base64'))
}

/**
 * Makes the offered secret the user's second factor, if the code proves that an app has it, and replaces the recovery codes.
 * Without an earlier factor it takes the password; with one, the route asks for that.
 *
 * @param offer of {@link offerSecret}
 */
export async function setUpSecondFactor(
  db: PrismaClient,
  mails: AccountMails,
  { tryPassword, settings }: { tryPassword: TryPassword; settings: SecondFactorSettings },
  userId: number,
  { offer, code = '', password = '' }: SecondFactorSetup & { offer: string }
): Promise<SetupOutcome> {
  const user = await db.user.findUnique({
    where: { id: userId },
    select: {
      id: true,
      name: true,
      email: true,
      passwordHash: true,
      secondFactor: { select: { secret: true } }
    }
  })
  if (!user) return { outcome: 'gone' }
  const secret = readOffer(settings, userId, offer)
  const attempt = user.secondFactor
    ? { outcome: 'right' as const }
    : await tryPassword(db, `in the account ${userId}`, onlyUser(user), password)
  if (attempt.outcome === 'limited') return attempt
  const step = findStep(secret, code.replace(/\s/g, ''))
  const problems = withoutUndefined({
    code: step === undefined ? WRONG_CODE : undefined,
    password: attempt.outcome === 'wrong' ? WRONG_PASSWORD : undefined
  })
  if (step === undefined || problems) return { outcome: 'refused', problems: problems ?? {} }
  const data = { userId, secret: Buffer.from(offer, 'base64'), lastStep: step }
  return db.$transaction(async (tx) => {
    if (!(await isUnchanged(tx, user))) return { outcome: 'refused', problems: { password: WRONG_PASSWORD } }
    await tx.secondFactor.deleteMany({ where: { userId } })
    await tx.secondFactor.create({ data, select: { userId: true } })
    const recoveryCodes = await replaceRecoveryCodes(tx, userId)
    if (user.email) await mails.secondFactorSetUp(tx, { name: user.name, address: user.email })
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

const WRONG_CODE =
  'This is not the present code of your app. Check the clock of your phone, and try the next code.'
const WRONG_PASSWORD = 'This is not your password.'
