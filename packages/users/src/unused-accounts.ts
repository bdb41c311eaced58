import {
  type Database,
  inTransaction,
  isKnownRequestError,
  type Prisma,
  type PrismaClient
} from '@larder/database'
import type { EraseHook } from '@larder/session'
import { lockUser } from './tokens.js'

export async function noteUse(db: Database, userId: number): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { usedAt: new Date() } })
}

/**
 * Removes what strangers may have left: the claim to an address after 30 days without use of its account, and an account without
 * a proved address after a year, with what features keep of its user. Accounts without a password, which staff imported, wait for
 * their owner. A foreign key that restricts keeps an account of value.
 *
 * @param session the longest session in milliseconds: use may go on for so long after a log-in
 */
export async function deleteUnusedAccounts(
  db: PrismaClient,
  erase: EraseHook,
  session: number,
  signal?: AbortSignal
): Promise<void> {
  const unusedFor = (span: number) => ({ lt: new Date(Date.now() - session - span) })
  await db.user.updateMany({
    where: { ...OF_STRANGERS, pendingEmail: { not: null }, usedAt: unusedFor(MONTH) },
    data: { pendingEmail: null }
  })
  const unused = {
    ...OF_STRANGERS,
    ...{ email: null, role: 'customer', usedAt: unusedFor(YEAR) }
  } satisfies Prisma.UserWhereInput
  let last = 0
  let found: { id: number }[]
  do {
    found = await db.user.findMany({
      where: { ...unused, id: { gt: last } },
      select: { id: true },
      orderBy: { id: 'asc' },
      take: AT_ONCE
    })
    for (const { id } of found) {
      if (signal?.aborted) return
      await unlessRestricted(() =>
        inTransaction(db, async (tx) => {
          await lockUser(tx, id)
          // The condition again: a user who logs in meanwhile stays.
          if ((await tx.user.count({ where: { ...unused, id } })) === 0) return
          await erase(tx, { userId: id, email: null }, new Date())
          await tx.user.delete({ where: { id }, select: { id: true } })
        })
      )
      last = id
    }
  } while (found.length === AT_ONCE)
}

async function unlessRestricted(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove()
  } catch (error) {
    if (!isKnownRequestError(error, 'P2003')) throw error
  }
}

const OF_STRANGERS = { passwordHash: { not: '' } } satisfies Prisma.UserWhereInput
const DAY = 24 * 60 * 60_000
const MONTH = 30 * DAY
const YEAR = 365 * DAY
const AT_ONCE = 100
