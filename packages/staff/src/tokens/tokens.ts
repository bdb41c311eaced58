import { createHash, randomBytes } from 'node:crypto'
import type { Database } from '@larder/database'
import type { SessionUser } from '@larder/session'
import type { FastifyRequest } from 'fastify'
import { STAFF_ERR_TOKEN } from '../errors.js'
import type { Member } from '../staff-member.js'

/** Finds a user as they are now; undefined where there is none any more, or they are blocked. */
export type FindMember = (db: Database, userId: number) => Promise<SessionUser | undefined>

export interface TokenWish {
  name: string
  permissions: readonly string[]
  /** Days; none for one that lasts until it is revoked. */
  days?: number | undefined
}

/** @returns the token itself, which nobody can see again, and its id */
export async function createToken(
  tx: Database,
  userId: number,
  { name, permissions, days }: TokenWish,
  now: Date
): Promise<{ id: string; token: string }> {
  const token = PREFIX + randomBytes(32).toString('base64url')
  const id = hashToken(token)
  const expiresAt = days === undefined ? null : new Date(now.getTime() + days * DAY)
  const data = { id, userId, name, permissions: permissions.join(','), createdAt: now, expiresAt }
  await tx.staffToken.create({ data, select: { id: true } })
  return { id, token }
}

/**
 * Finds whose token this is, with the role that they have now.
 *
 * @throws STAFF_ERR_TOKEN (401)
 */
export async function findTokenOwner(db: Database, token: string, findMember: FindMember): Promise<Member> {
  const now = new Date()
  const id = hashToken(token)
  const select = { userId: true, permissions: true, expiresAt: true, usedAt: true }
  const row = await db.staffToken.findUnique({ where: { id }, select })
  if (!row || (row.expiresAt && row.expiresAt <= now)) throw new STAFF_ERR_TOKEN()
  const user = await findMember(db, row.userId)
  if (!user || user.role === 'customer') throw new STAFF_ERR_TOKEN()
  if (!row.usedAt || now.getTime() - row.usedAt.getTime() > MINUTE)
    await db.staffToken.updateMany({ where: { id }, data: { usedAt: now } })
  return { ...user, scopes: row.permissions.split(',') }
}

export interface ListedToken {
  id: string
  name: string
  permissions: string[]
  created_at: string
  expires_at: string | null
  used_at: string | null
}

/** The tokens of a member of staff, the newest first. */
export async function listTokens(db: Database, userId: number): Promise<ListedToken[]> {
  const rows = await db.staffToken.findMany({ where: { userId }, orderBy: { createdAt: 'desc' } })
  return rows.map(({ id, name, permissions, createdAt, expiresAt, usedAt }) => ({
    id,
    name,
    permissions: permissions.split(','),
    created_at: createdAt.toISOString(),
    expires_at: expiresAt?.toISOString() ?? null,
    used_at: usedAt?.toISOString() ?? null
  }))
}

/** @returns the revoked token's name; undefined where the member has no such token */
export async function revokeToken(tx: Database, userId: number, id: string): Promise<string | undefined> {
  const row = await tx.staffToken.findUnique({ where: { id }, select: { userId: true, name: true } })
  if (row?.userId !== userId) return undefined
  const { count } = await tx.staffToken.deleteMany({ where: { id, userId } })
  return count > 0 ? row.name : undefined
}

/** Revokes all tokens of somebody who is no member of staff any more, or is blocked. */
export async function revokeTokensOf(tx: Database, userId: number): Promise<void> {
  await tx.staffToken.deleteMany({ where: { userId } })
}

/** The token of `Authorization: Bearer` (RFC 6750, 2.1); undefined where there is none. */
export function bearerToken({ headers }: FastifyRequest): string | undefined {
  return /^Bearer +(\S{1,200})$/i.exec(headers.authorization ?? '')?.[1]
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Those who look for leaked secrets in other people's code know it by that. */
const PREFIX = 'larder_'
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
