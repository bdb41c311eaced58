import type { FastifyInstance } from 'fastify'

/**
 * Runs housekeeping every hour until the app closes. The first run comes at a random moment of the
 * first hour, so that instances that start together do not work at the same time, and not in its
 * first ten minutes, which belong to the start and its visitors. A failure is logged, and the next
 * run comes an hour later.
 *
 * @param failure what the log says then: `Old mails were not deleted.`
 */
export function everyHour(app: FastifyInstance, work: () => Promise<void>, failure: string): void {
  let timer = setTimeout(run, START + Math.random() * (HOUR - START)).unref()
  app.addHook('onClose', async () => clearTimeout(timer))

  async function run(): Promise<void> {
    timer = setTimeout(run, HOUR).unref()
    try {
      await work()
    } catch (error) {
      app.log.warn(error, failure)
    }
  }
}

const MINUTE = 60 * 1000
const START = 10 * MINUTE
const HOUR = 60 * MINUTE
