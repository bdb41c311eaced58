import { type Database, Prisma } from '@larder/database'

/** Notes that a user logs in. */
export async function noteUse(db: Database, userId: number): Promise<void> {
  await db.user.updateMany({ where: { id: userId }, data: { usedAt: new Date() } })
}

/**
 * Ends what strangers may have left: the claim to an address when its account was not used for 30 days; an account that has
 * proved none when it was not used for a year. An account of value stays: what belongs to it refuses its removal, by
 * a foreign key that restricts.
 *
 * @param session how long a session lasts at most, in milliseconds: so long after a log-in an account may be used
 */
export async function deleteUnusedAccounts(db: Database, session: number): Promise<void> {
  const unusedFor = (span: number) => ({ lt: new Date(Date.now() - session - span) })
  await db.user.updateMany({
    where: { pendingEmail: { not: null }, usedAt: unusedFor(MONTH) },
    data: { pendingEmail: null }
  })
  const unused = { email: null, role: 'customer', usedAt: unusedFor(YEAR) } satisfies Prisma.UserWhereInput
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
      // Who logs in meanwhile stays.
      await unlessOfValue(() => db.user.deleteMany({ where: { ...unused, id } }))
      last = id
    }
  } while (found.length === AT_ONCE)
}

async function unlessOfValue(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove()
  } catch (error) {
    const restricted = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2003'
    if (!restricted) throw error
  }
}

const DAY = 24 * 60 * 60_000
const MONTH = 30 * DAY
const YEAR = 365 * DAY
const AT_ONCE = 100
