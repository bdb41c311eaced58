import { setTimeout as delay } from 'node:timers/promises'

/**
 * Asks until the answer is one: anything but undefined, null, false, 0 and the empty text. Resolves to it.
 *
 * @param what a sentence of what is waited for: `the mail is sent`
 * @throws with that sentence, after 90 seconds. The tests' own time-outs are longer, and say nothing.
 */
export async function until<Answer>(
  ask: () => Answer | No | Promise<Answer | No>,
  what: string
): Promise<Answer> {
  const started = performance.now()
  while (performance.now() - started < PATIENCE) {
    const answer = await ask()
    if (answer) return answer
    await delay(PAUSE)
  }
  throw new Error(`Waited ${PATIENCE / 1_000} seconds in vain until ${what}.`)
}

type No = undefined | null | false | 0 | ''

const PATIENCE = 90_000
const PAUSE = 10
