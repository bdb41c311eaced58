import { createHash, randomBytes } from 'node:crypto'
import { type Database, queryRows, statement, type TokenPurpose } from '@larder/database'
import { Type } from 'typebox'

export interface Token {
  id: string
  /** Null for a reset link whose reader chooses among the accounts that claim the address. */
  userId: number | null
  /** The address that it was sent to; null for a browser's. */
  email: string | null
}

interface NewToken {
  userId: number | null
  purpose: TokenPurpose
  email?: string
  /** Milliseconds. */
  lasts: number
}

/** Makes a secret of 256 random bits and stores its hash. @returns the secret */
export async function createToken(db: Database, { lasts, ...token }: NewToken): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + lasts)
  await db.userToken.create({ data: { id: hash(secret), ...token, expiresAt }, select: { id: true } })
  return secret
}

/** Makes a secret that replaces the user's, or else the address's, earlier ones for this purpose. @returns the secret */
export async function replaceToken(db: Database, token: NewToken): Promise<string> {
  const { userId, purpose, email } = token
  await db.userToken.deleteMany({ where: userId === null ? { userId, purpose, email } : { userId, purpose } })
  return createToken(db, token)
}

/** The token of a secret; undefined if it is unknown, expired, used or for another purpose. */
export async function findToken(
  db: Database,
  purpose: TokenPurpose,
  secret: string | undefined
): Promise<Token | undefined> {
  if (!secret) return undefined
  const found = await db.userToken.findUnique({
    where: { id: hash(secret), purpose, expiresAt: { gt: new Date() } },
    select: { id: true, userId: true, email: true }
  })
  return found ?? undefined
}

/**
 * As {@link findToken}, and uses it up: of two requests at the same moment one gets it. Run it in a transaction, which must have
 * locked the user if the token names none.
 */
export async function useToken(
  db: Database,
  purpose: TokenPurpose,
  secret: string | undefined
): Promise<Token | undefined> {
  const token = await findToken(db, purpose, secret)
  if (!token) return undefined
  if (token.userId !== null) await lockUser(db, token.userId)
  const { count } = await db.userToken.deleteMany({ where: { id: token.id } })
  return count === 1 ? token : undefined
}

/** Locks the user row until commit. Lock order: user, then tokens. */
export async function lockUser(db: Database, userId: number): Promise<void> {
  await queryRows(db, LOCK_USER, [userId])
}

const LOCK_USER = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM users WHERE id = $1 FOR UPDATE'
)

/** Deletes a user's tokens: those for one purpose, or all. */
export async function endTokens(db: Database, userId: number, purpose?: TokenPurpose): Promise<void> {
  await db.userToken.deleteMany({ where: { userId, purpose } })
}

/** Deletes the reset links for the accounts that claim an address. */
export async function endClaimTokens(db: Database, email: string): Promise<void> {
  await db.userToken.deleteMany({ where: { userId: null, email } })
}

/** Deletes expired tokens, because their addresses need not be kept. */
export async function deleteExpiredTokens(db: Database): Promise<void> {
  await db.userToken.deleteMany({ where: { expiresAt: { lt: new Date() } } })
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
