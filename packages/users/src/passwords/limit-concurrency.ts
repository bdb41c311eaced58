import { availableParallelism } from 'node:os'
import pLimit from 'p-limit'
import { USERS_ERR_BUSY } from '../errors.js'

/**
 * Makes a queue for work that takes a processor for itself. Half of the processors work on it at a time, so that the others
 * answer the requests of other visitors.
 *
 * @param mostWaiting the number of waiting calls above which the queue throws USERS_ERR_BUSY (503)
 */
export function limitConcurrency(
  mostWaiting: number
): <Result>(work: () => Promise<Result>) => Promise<Result> {
  const limit = pLimit(Math.max(1, Math.floor(availableParallelism() / 2)))
  return async function enqueue(work) {
    if (limit.pendingCount >= mostWaiting) throw new USERS_ERR_BUSY()
    return limit(work)
  }
}
