import type { Database } from '@larder/database'
import { countHit, takeBackHit } from '@larder/session'
import { verifyPassword } from './passwords.js'
import { takeTurns } from './turns.js'

/** What became of a password that was tried; with the milliseconds until more can be tried. */
export type Attempt = { outcome: 'right' } | { outcome: 'wrong' } | { outcome: 'limited'; left: number }

/**
 * Tries a password, unless ten were wrong in the present quarter of an hour. It counts as wrong until it is known to be right:
 * of a thousand at the same moment, in whatever workers, ten are looked at.
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
  // In turn, so that right ones of the same moment do not use up each other's tries.
  return inTurn(async () => {
    const hits = await countHit(db, `wrong password ${who}`, QUARTER)
    if (hits.count > MOST_WRONG) return { outcome: 'limited', left: hits.left }
    let wrong = false
    try {
      wrong = !(await verifyPassword(passwordHash, password))
    } finally {
      if (!wrong) await takeBackHit(db, hits)
    }
    return { outcome: wrong ? 'wrong' : 'right' }
  })
}

const inTurn = takeTurns()

const MOST_WRONG = 10
const QUARTER = 15 * 60_000
