import type { Database } from '@larder/database'
import { USERS_ERR_KEY_LENGTH } from '../errors.js'
import { countRecoveryCodes } from './recovery-codes.js'

export interface SecondFactorSettings {
  /** The 32 bytes under which secrets are encrypted; undefined if the shop has none. */
  key: Buffer | undefined
  /** The wrong codes of one user in a quarter of an hour, after which even the right one is refused; 0 for any number. */
  wrongCodes: number
  /** What authenticator apps call the shop; '' for the host of its URL. */
  issuer: () => string
}

/** @throws USERS_ERR_KEY_LENGTH */
export function readKey(base64: string): Buffer | undefined {
  if (base64 === '') return undefined
  const key = Buffer.from(base64, 'base64')
  if (key.length !== 32) throw new USERS_ERR_KEY_LENGTH()
  return key
}

export async function hasSecondFactor(db: Database, userId: number): Promise<boolean> {
  return (await db.secondFactor.count({ where: { userId } })) > 0
}

/** Since when the user has a second factor, and how many recovery codes are left; undefined without one. */
export async function findSecondFactor(
  db: Database,
  userId: number
): Promise<{ confirmedAt: Date; recoveryCodes: number } | undefined> {
  const factor = await db.secondFactor.findUnique({ where: { userId }, select: { confirmedAt: true } })
  return factor ? { ...factor, recoveryCodes: await countRecoveryCodes(db, userId) } : undefined
}
