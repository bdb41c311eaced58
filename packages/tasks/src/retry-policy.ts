import type { LoopTimes } from './work-loop.js'

/** How hard tasks are tried; all in milliseconds. */
export interface RetryPolicy extends LoopTimes {
  /** The pause after the first failure; it doubles with each. @default 1000 */
  backoff: number
  /** The longest pause. @default 10 minutes */
  longestBackoff: number
  /** How long after it was first due a task that still fails is given up. @default 3 days */
  giveUp: number
}

export const RETRY_POLICY: RetryPolicy = {
  poll: 500,
  lease: 60_000,
  attempt: 600_000,
  closeTimeout: 5_000,
  backoff: 1_000,
  longestBackoff: 600_000,
  giveUp: 3 * 24 * 60 * 60 * 1_000
}

/** A random pause before the next attempt, so that not all come back at once ("full jitter"). */
export function pauseAfter(attempts: number, { backoff, longestBackoff }: RetryPolicy): number {
  return Math.random() * Math.min(longestBackoff, backoff * 2 ** (attempts - 1))
}

/** Whether a task that has failed again is given up: it is late, and was tried a few times. */
export function isGivenUp(
  { attempts, wantedAt }: { attempts: number; wantedAt: Date },
  { giveUp }: RetryPolicy
): boolean {
  return attempts >= FEWEST_ATTEMPTS && Date.now() - wantedAt.getTime() > giveUp
}

export const FEWEST_ATTEMPTS = 5
