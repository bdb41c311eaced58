import { createHash, randomBytes } from 'node:crypto'
import { createMissing, type Database } from '@larder/database'

/** Who wants to be told, and of what. */
export interface Wish {
  goodId: number
  /** In lower case. */
  email: string
  /** Of the mail, BCP 47. */
  language: string
}

/**
 * Keeps that somebody wants one mail when a good is there again. Asked for once more it is the same.
 *
 * @param tx a transaction
 * @param isProved whether the address is known to be theirs: else the link with the secret proves it
 * @returns the secret of the links
 */
export async function askForAlert(
  tx: Database,
  { goodId, email, language }: Wish,
  isProved: boolean,
  now: Date
): Promise<string> {
  const { secret, secretHash } = makeSecret()
  const asked = { language, secretHash, askedAt: now, ...(isProved && { confirmedAt: now }) }
  const written = await createMissing(tx, tx.stockAlert, [{ goodId, email, ...asked }])
  if (written === 0) await tx.stockAlert.updateMany({ where: { goodId, email }, data: asked })
  return secret
}

/** The alerts that a secret is for: of one address. */
export async function findBySecret(db: Database, secret: string): Promise<Alert[]> {
  const where = { secretHash: hash(secret) }
  const select = { goodId: true, email: true, confirmedAt: true }
  return db.stockAlert.findMany({ where, select, orderBy: { id: 'asc' } })
}

interface Alert {
  goodId: number
  email: string
  confirmedAt: Date | null
}

/** Keeps that the address is its reader's. @returns the goods; none where the link is not valid any more */
export async function confirmAlerts(db: Database, secret: string, now: Date): Promise<number[]> {
  const where = { secretHash: hash(secret) }
  await db.stockAlert.updateMany({ where: { ...where, confirmedAt: null }, data: { confirmedAt: now } })
  const confirmed = await db.stockAlert.findMany({ where, select: { goodId: true } })
  return confirmed.map(({ goodId }) => goodId)
}

export async function removeBySecret(db: Database, secret: string): Promise<void> {
  await db.stockAlert.deleteMany({ where: { secretHash: hash(secret) } })
}

/** Gives what else an address waits for a link of its own. @returns its secret; undefined where there is nothing */
export async function renewSecret(tx: Database, email: string): Promise<string | undefined> {
  const { secret, secretHash } = makeSecret()
  const { count } = await tx.stockAlert.updateMany({
    where: { email, confirmedAt: { not: null } },
    data: { secretHash }
  })
  return count > 0 ? secret : undefined
}

/** Deletes what nobody confirmed within two days, and what nobody could be told in 90. */
export async function deleteOldAlerts(db: Database, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * DAY)
  await db.stockAlert.deleteMany({
    where: { OR: [{ askedAt: { lt: before(90) } }, { confirmedAt: null, askedAt: { lt: before(2) } }] }
  })
}

export const DAY = 24 * 60 * 60_000

function makeSecret(): { secret: string; secretHash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { secret, secretHash: hash(secret) }
}

function hash(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
