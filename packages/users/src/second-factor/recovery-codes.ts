import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '@larder/database'

/** Makes recovery codes of 120 random bits, which replace the user's earlier ones. Run it in a transaction. */
export async function replaceRecoveryCodes(db: Database, userId: number): Promise<string[]> {
  await endRecoveryCodes(db, userId)
  const codes = Array.from({ length: CODES }, () => encode(randomBytes(15)))
  await db.recoveryCode.createMany({ data: codes.map((code) => ({ id: hash(code), userId })) })
  return codes.map((code) => code.replace(/.{4}(?=.)/g, '$&-'))
}

/** Uses a code up: of two requests at the same moment one gets it. @returns whether it was one of the user's, and unused */
export async function useRecoveryCode(db: Database, userId: number, typed: string): Promise<boolean> {
  const where = { id: hash(normalize(typed)), userId, usedAt: null }
  const { count } = await db.recoveryCode.updateMany({ where, data: { usedAt: new Date() } })
  return count === 1
}

/** The number of codes that are left. */
export function countRecoveryCodes(db: Database, userId: number): Promise<number> {
  return db.recoveryCode.count({ where: { userId, usedAt: null } })
}

export async function endRecoveryCodes(db: Database, userId: number): Promise<void> {
  await db.recoveryCode.deleteMany({ where: { userId } })
}

const CODES = 10

// Douglas Crockford's base 32: it has no I, L, O and U, and reads what people take for them.
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function encode(bytes: Buffer): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return bits.replace(/.{5}/g, (five) => DIGITS.charAt(Number.parseInt(five, 2)))
}

function normalize(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
}

function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
