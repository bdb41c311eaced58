import type { Database } from '@larder/database'
import { countHit, readHits } from '@larder/session'
import { verifyPassword } from './passwords.js'
import { takeTurns } from './turns.js'

/** What became of a password that was tried; with the milliseconds until more can be tried. */
export type Attempt = { outcome: 'right' } | { outcome: 'wrong' } | { outcome: 'limited'; left: number }

/**
 * Tries a password, unless ten were wrong in the present quarter of an hour.
 *
 * @param who whose wrong passwords are counted together
 * @param passwordHash undefined where there is no such user, which looks no different
 * @throws USERS_ERR_BUSY (503) where too many wait already
 */
export function tryPassword(
  db: Database,
  who: string,
  passwordHash: string | undefined,
  password: string
): Promise<Attempt> {
  // In turn, so that a thousand at the same moment are not all looked at before the first is counted.
  return inTurn(async () => {
    const what = `wrong password ${who}`
    const { count, left } = await readHits(db, what, QUARTER)
    if (count >= MOST_WRONG) return { outcome: 'limited', left }
    if (await verifyPassword(passwordHash, password)) return { outcome: 'right' }
    await countHit(db, what, QUARTER)
    return { outcome: 'wrong' }
  })
}

const inTurn = takeTurns()

const MOST_WRONG = 10
const QUARTER = 15 * 60_000
