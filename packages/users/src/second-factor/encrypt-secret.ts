import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Database } from '@larder/database'
import { USERS_ERR_SECRET_KEY } from '../errors.js'

/**
 * Encrypts with AES-256-GCM, for this user alone: in another user's row it cannot be read.
 *
 * @param key 32 bytes
 * @returns nonce, tag and ciphertext
 */
export function encryptSecret(key: Buffer, userId: number, secret: Uint8Array): Buffer<ArrayBuffer> {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(ownerOf(userId))
  const text = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

/**
 * Decrypts by the first of some keys that fits.
 *
 * @throws USERS_ERR_SECRET_KEY if it was encrypted under another key, for another user, or was changed since
 */
export function decryptSecret(keys: readonly Buffer[], userId: number, encrypted: Uint8Array): Buffer {
  for (const key of keys) {
    const secret = decryptBy(key, userId, encrypted)
    if (secret) return secret
  }
  throw new USERS_ERR_SECRET_KEY(userId)
}

function decryptBy(key: Buffer, userId: number, encrypted: Uint8Array): Buffer | undefined {
  const [nonce, tag] = [encrypted.subarray(0, NONCE), encrypted.subarray(NONCE, NONCE + TAG)]
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce).setAAD(ownerOf(userId)).setAuthTag(tag)
    return Buffer.concat([decipher.update(encrypted.subarray(NONCE + TAG)), decipher.final()])
  } catch {
    return undefined
  }
}

/** Encrypts under the first key what is encrypted under a later one, which nobody needs then. */
export async function renewSecrets(db: Database, [key, ...formerKeys]: readonly Buffer[]): Promise<void> {
  if (!key || formerKeys.length === 0) return
  const factors = await db.secondFactor.findMany({ select: { userId: true, secret: true } })
  for (const { userId, secret } of factors) {
    if (decryptBy(key, userId, secret)) continue
    const former = formerKeys.map((one) => decryptBy(one, userId, secret)).find((one) => one !== undefined)
    if (!former) continue
    // With the secret: another one may have replaced it since.
    const data = { secret: encryptSecret(key, userId, former) }
    await db.secondFactor.updateMany({ where: { userId, secret }, data })
  }
}

function ownerOf(userId: number): Buffer {
  return Buffer.from(`second factor of ${userId}`)
}

const ALGORITHM = 'aes-256-gcm'
/** Bytes, as NIST SP 800-38D recommends them. */
const NONCE = 12
const TAG = 16
