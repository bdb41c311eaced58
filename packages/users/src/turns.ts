import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { USERS_ERR_BUSY } from './errors.js'

/**
 * Lets only so much work of one kind go on at a time in this process: half as many as there are processors, since the
 * others are for whoever looks at the goods meanwhile.
 *
 * @param mostWaiting how many wait at most
 * @returns what does a piece of work when its turn comes; it throws USERS_ERR_BUSY (503) where too many wait already
 */
export function takeTurns(
  mostWaiting = MOST_WAITING
): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const limit = pLimit(Math.max(1, Math.floor(availableParallelism() / 2)))
  return async function inTurn(work) {
    if (limit.pendingCount >= mostWaiting) throw new USERS_ERR_BUSY()
    return limit(work)
  }
}

/** With a password each, the last of them waits for about five seconds. */
const MOST_WAITING = 200
