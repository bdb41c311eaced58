import type { Database, Prisma } from '@larder/database'
import { normalizeAddress, userNameKey } from '../account-fields.js'

export interface Candidates<User = Candidate> {
  users: readonly User[]
  /** Whether no other user can be meant: by a user name or a proved address. */
  sure: boolean
  /** Passwords to compare, whatever the number of users, so that the time does not tell it. */
  comparisons: number
}

export type Candidate = Prisma.UserGetPayload<{ select: typeof CANDIDATE }>

/**
 * Finds the users that a user name or an address can mean: the user who has proved the address, or else all who claim it,
 * because a stranger may have claimed it first.
 *
 * @returns also the key that wrong passwords are counted by
 */
export async function findCandidates(
  db: Database,
  login: string
): Promise<{ key: string; candidates: Candidates }> {
  const where = userWhere(login)
  const key = JSON.stringify(where)
  if (!('email' in where)) {
    const user = await db.user.findUnique({ where, select: CANDIDATE })
    return { key, candidates: onlyUser(user && withoutPasswordIfBlocked(user)) }
  }
  const { owner, claims } = await findByAddress(db, where.email, CANDIDATE, MOST_CLAIMS)
  const candidates = owner
    ? onlyUser(withoutPasswordIfBlocked(owner))
    : { users: claims.map(withoutPasswordIfBlocked), sure: false }
  return { key, candidates: { ...candidates, comparisons: MOST_CLAIMS } }
}

/** No password is right for a blocked user: the answer, its time and its count are those of a wrong one. */
function withoutPasswordIfBlocked(user: Candidate): Candidate {
  return user.blockedAt ? { ...user, passwordHash: '' } : user
}

export function userWhere(login: string): { email: string } | { userNameKey: string } {
  return login.includes('@') ? { email: normalizeAddress(login) } : { userNameKey: userNameKey(login.trim()) }
}

/** The candidates where only this user, or none, can be meant. */
export function onlyUser<User>(user: User | null): Candidates<User> {
  return { users: user ? [user] : [], sure: true, comparisons: 1 }
}

/**
 * Finds the user who has proved an address, and those who claim it and have proved none, the newest first. Always two
 * statements.
 *
 * @param most the number of claims to find
 */
export async function findByAddress<Select extends Prisma.UserSelect>(
  db: Database,
  address: string,
  select: Select,
  most: number
): Promise<{
  owner: Prisma.UserGetPayload<{ select: Select }> | null
  claims: Prisma.UserGetPayload<{ select: Select }>[]
}> {
  const owner = await db.user.findUnique({ where: { email: address }, select })
  const claims = await db.user.findMany({
    where: { pendingEmail: address, email: null },
    select,
    orderBy: { id: 'desc' },
    take: most
  })
  return { owner, claims }
}

export const CANDIDATE = {
  id: true,
  name: true,
  userName: true,
  role: true,
  passwordHash: true,
  blockedAt: true
} satisfies Prisma.UserSelect

// Each costs a hash at every log-in by an address. An older claim's user logs in by user name, or resets the password.
const MOST_CLAIMS = 5
