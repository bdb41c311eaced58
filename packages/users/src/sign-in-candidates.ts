import type { Database, Prisma } from '@larder/database'
import { addressOf, keyOf } from './names.js'

/** Whom a log-in can mean. */
export interface Candidates<User = Candidate> {
  users: readonly User[]
  /** Whether it can be nobody else: by a user name, or by an address that the user has proved. */
  sure: boolean
  /** How many passwords to compare, however many users there are, so that the time does not tell their number. */
  comparisons: number
}

export type Candidate = Prisma.UserGetPayload<{ select: typeof CANDIDATE }>

/**
 * Finds whom a user name or an address can mean. Who has proved an address is meant by it alone. Where nobody has, all who
 * claim it are: a stranger may have claimed it first.
 *
 * @returns with the name of what was looked for, by which wrong passwords are counted
 */
export async function findCandidates(
  db: Database,
  login: string
): Promise<{ name: string; candidates: Candidates }> {
  const where = userWhere(login)
  const name = JSON.stringify(where)
  if (!('email' in where)) {
    const user = await db.user.findUnique({ where, select: CANDIDATE })
    return { name, candidates: onlyUser(user) }
  }
  const { owner, claims } = await findByAddress(db, where.email, CANDIDATE, MOST_CLAIMS)
  const candidates = owner ? onlyUser(owner) : { users: claims, sure: false }
  return { name, candidates: { ...candidates, comparisons: MOST_CLAIMS } }
}

/** How to find the user of this user name, or of this address if it is proved. */
export function userWhere(login: string): { email: string } | { userNameKey: string } {
  // A user name has no `@`.
  return login.includes('@') ? { email: addressOf(login) } : { userNameKey: keyOf(login.trim()) }
}

/** The candidates where it can be only this user, or nobody. */
export function onlyUser<User>(user: User | null): Candidates<User> {
  return { users: user ? [user] : [], sure: true, comparisons: 1 }
}

/**
 * Who has proved an address, and who claims it and has proved none, the newest first. Two statements, whatever there is.
 *
 * @param most how many claims are looked for
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

const CANDIDATE = {
  id: true,
  name: true,
  userName: true,
  role: true,
  passwordHash: true
} satisfies Prisma.UserSelect

// Each costs a hash at every log-in by an address. Whose claim is older gets in by a user name, or by mail.
const MOST_CLAIMS = 5
