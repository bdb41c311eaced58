import { createHash, randomBytes } from 'node:crypto'
import { type Database, queryRows, statement, type TokenPurpose } from '@larder/database'
import { Type } from 'typebox'

export interface Token {
  id: string
  /** Null of a link to reset the password of whichever account its owner chooses, of those that claim the address. */
  userId: number | null
  /** The address that it was sent to; null of a browser's. */
  email: string | null
}

interface NewToken {
  userId: number | null
  purpose: TokenPurpose
  email?: string
  /** Milliseconds. */
  lasts: number
}

/** Makes a secret of 256 random bits, of which only the hash is kept. @returns the secret */
export async function createToken(db: Database, { lasts, ...token }: NewToken): Promise<string> {
  const secret = randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.now() + lasts)
  await db.userToken.create({ data: { id: hash(secret), ...token, expiresAt }, select: { id: true } })
  return secret
}

/** Makes a secret that is the user's, or the address's, only one for this purpose: the newest link counts. @returns the secret */
export async function replaceToken(db: Database, token: NewToken): Promise<string> {
  const { userId, purpose, email } = token
  await db.userToken.deleteMany({ where: userId === null ? { userId, purpose, email } : { userId, purpose } })
  return createToken(db, token)
}

/** Whose secret this is, and what about; undefined where it is none, for something else, over or used. */
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
 * As {@link findToken}, and nobody gets it again: of two at the same moment one does. For a transaction, which has locked the
 * user where the secret names none.
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

/**
 * Has others who change this user, or the secrets, wait until the transaction ends. Whoever changes both takes the user first:
 * two who took them in different order would wait for each other.
 */
export async function lockUser(db: Database, userId: number): Promise<void> {
  await queryRows(db, LOCK_USER, [userId])
}

const LOCK_USER = statement(
  Type.Object({ id: Type.Integer() }),
  'SELECT id FROM users WHERE id = $1::int FOR UPDATE'
)

/** Makes a user's secrets worthless: those for one purpose, or all. */
export async function endTokens(db: Database, userId: number, purpose?: TokenPurpose): Promise<void> {
  await db.userToken.deleteMany({ where: { userId, purpose } })
}

/** Makes the links worthless that were for all who claim an address. */
export async function endClaimTokens(db: Database, email: string): Promise<void> {
  await db.userToken.deleteMany({ where: { userId: null, email } })
}

/** Deletes the secrets whose time is over. Nobody gets in by them, but the addresses in them need not be kept. */
export async function deleteExpiredTokens(db: Database): Promise<void> {
  await db.userToken.deleteMany({ where: { expiresAt: { lt: new Date() } } })
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
