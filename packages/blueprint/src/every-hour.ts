import type { FastifyInstance } from 'fastify'

/**
 * Runs housekeeping every hour until the app closes. The first run comes at a random moment of the
 * first hour, so that instances that start together do not work at the same time, and not in its
 * first ten minutes, which belong to the start and its visitors. A failure is logged, and the next
 * run comes an hour later.
 *
 * @param work the app's close waits for it. `signal`: it closes, and what goes on for long ends early
 * @param failure what the log says then: `Old mails were not deleted.`
 */
export function everyHour(
  app: FastifyInstance,
  work: (signal: AbortSignal) => Promise<void>,
  failure: string
): void {
  const closing = new AbortController()
  let running: Promise<void> | undefined
  let timer = setTimeout(begin, START + Math.random() * (HOUR - START)).unref()
  app.addHook('onClose', async () => {
    clearTimeout(timer)
    closing.abort()
    // Its next statement would connect to the database again.
    await running
  })

  function begin(): Promise<void> {
    timer = setTimeout(begin, HOUR).unref()
    running = run()
    return running
  }

  async function run(): Promise<void> {
    try {
      await work(closing.signal)
    } catch (error) {
      app.log.warn(error, failure)
    }
  }
}

const MINUTE = 60 * 1000
const START = 10 * MINUTE
const HOUR = 60 * MINUTE
