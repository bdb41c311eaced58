import { setTimeout as delay } from 'node:timers/promises'

/** Does some work again, up to three times, where what the database gave it up for passes, as another transaction does. */
export async function repeatGivenUp<Result>(
  work: () => Promise<Result>,
  isGivenUp: (error: unknown) => boolean
): Promise<Result> {
  for (let repeated = 0; ; repeated++) {
    try {
      return await work()
    } catch (error) {
      if (repeated === MOST_REPEATS || !isGivenUp(error)) throw error
      await delay(Math.random() * LONGEST_PAUSE)
    }
  }
}

const MOST_REPEATS = 3
/** Milliseconds, so that the two do not meet again. */
const LONGEST_PAUSE = 100
