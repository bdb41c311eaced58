/** How hard the sender tries; all in milliseconds. */
export interface Pace {
  /** Between two looks at the outbox. What this process writes is looked for at once. @default 500 */
  poll: number
  /** How long a mail belongs to a process that is dead. One that lives renews it. @default 60 000 */
  lease: number
  /** After how long an attempt is broken off. @default 10 minutes */
  attempt: number
  /** The pause after the first failure; it doubles with each. @default 1000 */
  backoff: number
  /** The longest pause. @default 10 minutes */
  longestBackoff: number
  /** How old a mail may be that still fails. @default 3 days */
  giveUp: number
  /** How long the mails in hand get when the app closes. @default 5000 */
  closeTimeout: number
}

export const PACE: Pace = {
  poll: 500,
  lease: 60_000,
  attempt: 600_000,
  backoff: 1_000,
  longestBackoff: 600_000,
  giveUp: 3 * 24 * 60 * 60 * 1_000,
  closeTimeout: 5_000
}

/** A pause before the next attempt, by chance anywhere up to the limit, so that not all come back at once ("full jitter"). */
export function pauseAfter(attempts: number, { backoff, longestBackoff }: Pace): number {
  return Math.random() * Math.min(longestBackoff, backoff * 2 ** (attempts - 1))
}

/** Whether a mail that has failed again is given up: old, and tried a few times at least since somebody wanted it. */
export function isGivenUp(
  { attempts, createdAt }: { attempts: number; createdAt: Date },
  pace: Pace
): boolean {
  return attempts >= FEWEST_ATTEMPTS && Date.now() - createdAt.getTime() > pace.giveUp
}

const FEWEST_ATTEMPTS = 5
