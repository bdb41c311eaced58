import type { Database } from '@larder/database'
import { USERS_ERR_KEY_LENGTH } from '../errors.js'
import { countRecoveryCodes } from './recovery-codes.js'

export interface SecondFactorSettings {
  /** Of 32 bytes each: secrets are encrypted under the first, and decrypted by any. None if the shop has none. */
  keys: readonly Buffer[]
  /** The wrong codes of one user in a quarter of an hour, after which even the right one is refused; 0 for any number. */
  wrongCodes: number
  /** What authenticator apps call the shop; '' for the host of its URL. */
  issuer: () => string
}

/** @param text base64, several with commas between them @throws USERS_ERR_KEY_LENGTH */
export function readKeys(text: string): Buffer[] {
  if (text === '') return []
  const keys = text.split(',').map((base64) => Buffer.from(base64.trim(), 'base64'))
  if (keys.some(({ length }) => length !== 32)) throw new USERS_ERR_KEY_LENGTH()
  return keys
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
