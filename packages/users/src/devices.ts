import type { Database } from '@larder/database'
import { createToken, findToken } from './tokens.js'

/**
 * Remembers a browser in which this user has signed in. Whoever tries out passwords can use up the attempts of strangers,
 * but not those of a browser that is known (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 *
 * @returns what the browser shows at its next log-in
 */
export async function rememberDevice(db: Database, userId: number): Promise<string> {
  const secret = await createToken(db, { userId, purpose: 'device', lasts: YEAR })
  // Afterwards, so that of several at the same moment the last one sees them all.
  await forgetOldest(db, userId)
  return secret
}

/** The browser that was given this secret, and whose it is; asked of no browser it does the same work. */
export async function findDevice(
  db: Database,
  secret: string | undefined
): Promise<{ id: string; userId: number | null } | undefined> {
  return findToken(db, 'device', secret)
}

/** Milliseconds. */
export const YEAR = 365 * 24 * 60 * 60_000

/** A program that keeps no cookies is another browser at each log-in. */
async function forgetOldest(db: Database, userId: number): Promise<void> {
  const oldest = await db.userToken.findMany({
    where: { userId, purpose: 'device' },
    select: { id: true },
    orderBy: { expiresAt: 'desc' },
    skip: MOST_DEVICES
  })
  if (oldest.length > 0) await db.userToken.deleteMany({ where: { id: { in: oldest.map(({ id }) => id) } } })
}

const MOST_DEVICES = 20
