import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { askForAlert, type Wish } from '../ask-for-alert.js'

let made = 0

/** Has another address wait for a good, confirmed unless it is said otherwise. @returns the secret of its links */
export function createAlert(
  db: PrismaClient,
  { isProved = true, ...wish }: { goodId: number; isProved?: boolean } & Partial<Wish>
): Promise<string> {
  made += 1
  const whole = { email: `waiting-${made}@example.org`, language: 'en', ...wish }
  return inTransaction(db, (tx: Database) => askForAlert(tx, whole, isProved, new Date()))
}
