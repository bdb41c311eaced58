import type { Database } from '@larder/database'
import { countAttempt, takeBackAttempt } from '@larder/session'
import { verifyPassword } from '../passwords/hash-password.js'
import { limitConcurrency } from '../passwords/limit-concurrency.js'
import type { Candidates } from './find-candidates.js'

/** The result of trying a password; `left` is the milliseconds until the next try. */
export type PasswordAttempt<User> =
  | { outcome: 'right'; user: User }
  | { outcome: 'wrong' }
  | { outcome: 'limited'; left: number }

/**
 * Tries a password, unless too many were wrong in the present quarter of an hour. A try counts as wrong until the password is
 * found right: of a thousand tries at the same moment, over all workers, no more are compared than may be wrong.
 *
 * @param who the key that wrong passwords are counted by
 * @param candidates the users whose password it may be; with none it takes the same time
 * @throws USERS_ERR_BUSY (503) if too many calls wait
 */
export type TryPassword = <User extends { passwordHash: string }>(
  db: Database,
  who: string,
  candidates: Candidates<User>,
  password: string
) => Promise<PasswordAttempt<User>>

/**
 * Creates a worker's throttle.
 *
 * @param mostWrong wrong passwords allowed in a quarter of an hour; 0 for any number
 * @param verify tells whether a password fits a hash
 */
export function createLoginThrottle(mostWrong: number, verify = verifyPassword): TryPassword {
  // Each compares up to five passwords: the last of 80 waits for about ten seconds.
  const enqueue = limitConcurrency(80)

  return function tryPassword(db, who, candidates, password) {
    // Queued before it is counted, so that right passwords of the same moment do not use up each other's tries.
    return enqueue(async () => {
      const attempts = await countAttempt(db, `wrong password ${who}`, QUARTER)
      if (mostWrong > 0 && attempts.count > mostWrong) return { outcome: 'limited', left: attempts.left }
      let wrong = false
      try {
        const user = await findFitting(candidates, (hash) => verify(hash, password))
        wrong = !user
        return user ? { outcome: 'right', user } : { outcome: 'wrong' }
      } finally {
        if (!wrong) await takeBackAttempt(db, attempts)
      }
    })
  }
}

const QUARTER = 15 * 60_000

/** Compares all candidates even when one fits, so that the time does not tell how many there are. */
async function findFitting<User extends { passwordHash: string }>(
  { users, sure, comparisons }: Candidates<User>,
  fitsHash: (hash: string | undefined) => Promise<boolean>
): Promise<User | undefined> {
  let fitting: User | undefined
  for (let turn = 0; turn < comparisons && !(sure && fitting); turn++) {
    const fits = await fitsHash(users[turn]?.passwordHash)
    if (fits) fitting ??= users[turn]
  }
  return fitting
}
