import type { Delivery } from './delivery.js'
import type { DueMail } from './queue.js'

/** How often and how long mails are tried; all in milliseconds. */
export interface RetryPolicy {
  /** The time between two looks at the outbox. Mails of this process are looked for at once. @default 500 */
  pollInterval: number
  /** How long a mail belongs to a process that has died. A living process renews it. @default 60 000 */
  lease: number
  /** The time after which an attempt is aborted. @default 10 minutes */
  attemptTimeout: number
  /** The pause after the first failure; it doubles with each. @default 1000 */
  backoff: number
  /** The longest pause. @default 10 minutes */
  longestBackoff: number
  /** The age at which a mail that fails again is given up. @default 3 days */
  giveUpAfter: number
  /** How long mails in hand may take when the app closes. @default 5000 */
  closeTimeout: number
}

export const RETRY_POLICY: RetryPolicy = {
  pollInterval: 500,
  lease: 60_000,
  attemptTimeout: 600_000,
  backoff: 1_000,
  longestBackoff: 600_000,
  giveUpAfter: 3 * 24 * 60 * 60 * 1_000,
  closeTimeout: 5_000
}

/** When a mail is tried again after an attempt, or that it is given up. */
export function scheduleNext(mail: DueMail, delivery: Delivery, policy: RetryPolicy): Delivery {
  if (delivery.outcome !== 'queued') return delivery
  if (isGivenUp(mail, policy)) return { ...delivery, outcome: 'failed' }
  return { ...delivery, dueAt: new Date(Date.now() + pauseAfter(mail.attempts, policy)) }
}

/** A random pause ("full jitter"): mails that failed together do not all return at once. */
function pauseAfter(attempts: number, { backoff, longestBackoff }: RetryPolicy): number {
  return Math.random() * Math.min(longestBackoff, backoff * 2 ** (attempts - 1))
}

/** Whether to give up a mail that has failed again: it is old, and was tried a few times since it was written or retried. */
function isGivenUp(
  { attempts, createdAt }: { attempts: number; createdAt: Date },
  { giveUpAfter }: RetryPolicy
): boolean {
  return attempts >= FEWEST_ATTEMPTS && Date.now() - createdAt.getTime() > giveUpAfter
}

const FEWEST_ATTEMPTS = 5
