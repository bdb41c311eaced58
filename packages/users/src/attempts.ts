import type { Database } from '@larder/database'
import { countAttempt, takeBackAttempt } from '@larder/session'
import { verifyPassword } from './passwords.js'
import type { Candidates } from './sign-in-candidates.js'
import { takeTurns } from './turns.js'

/** What became of a password that was tried; with the milliseconds until more can be tried. */
export type Attempt<User> =
  | { outcome: 'right'; user: User }
  | { outcome: 'wrong' }
  | { outcome: 'limited'; left: number }

/**
 * Tries a password, unless too many were wrong in the present quarter of an hour. It counts as wrong until it is known to be
 * right: of a thousand at the same moment, in whatever workers, no more are looked at than may be wrong.
 *
 * @param who whose wrong passwords are counted together
 * @param candidates whose password it may be; without any it looks no different
 * @throws USERS_ERR_BUSY (503) where too many wait already
 */
export type TryPassword = <User extends { passwordHash: string }>(
  db: Database,
  who: string,
  candidates: Candidates<User>,
  password: string
) => Promise<Attempt<User>>

/** @param mostWrong how many passwords may be wrong in a quarter of an hour; 0 for any number */
export function limitAttempts(mostWrong: number): TryPassword {
  return function tryPassword(db, who, candidates, password) {
    // In turn, so that right ones of the same moment do not use up each other's tries.
    return inTurn(async () => {
      const attempts = await countAttempt(db, `wrong password ${who}`, QUARTER)
      if (mostWrong > 0 && attempts.count > mostWrong) return { outcome: 'limited', left: attempts.left }
      let wrong = false
      try {
        const user = await findFitting(candidates, password)
        wrong = !user
        return user ? { outcome: 'right', user } : { outcome: 'wrong' }
      } finally {
        if (!wrong) await takeBackAttempt(db, attempts)
      }
    })
  }
}

// Each compares up to five passwords: the last of them waits for about ten seconds.
const inTurn = takeTurns(80)

const QUARTER = 15 * 60_000

/** Of several who may be meant all are compared, also when one fits: the time tells nobody of the others. */
async function findFitting<User extends { passwordHash: string }>(
  { users, sure, comparisons }: Candidates<User>,
  password: string
): Promise<User | undefined> {
  let fitting: User | undefined
  for (let turn = 0; turn < comparisons && !(sure && fitting); turn++) {
    const fits = await verifyPassword(users[turn]?.passwordHash, password)
    if (fits) fitting ??= users[turn]
  }
  return fitting
}
