import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
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

/** @throws USERS_ERR_SECRET_KEY if it was encrypted under another key, for another user, or was changed since */
export function decryptSecret(key: Buffer, userId: number, encrypted: Uint8Array): Buffer {
  const [nonce, tag] = [encrypted.subarray(0, NONCE), encrypted.subarray(NONCE, NONCE + TAG)]
  try {
    const decipher = createDecipheriv(ALGORITHM, key, nonce).setAAD(ownerOf(userId)).setAuthTag(tag)
    return Buffer.concat([decipher.update(encrypted.subarray(NONCE + TAG)), decipher.final()])
  } catch {
    throw new USERS_ERR_SECRET_KEY(userId)
  }
}

function ownerOf(userId: number): Buffer {
  return Buffer.from(`second factor of ${userId}`)
}

const ALGORITHM = 'aes-256-gcm'
/** Bytes, as NIST SP 800-38D recommends them. */
const NONCE = 12
const TAG = 16
