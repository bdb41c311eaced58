import type { FastifyInstance } from 'fastify'

/**
 * Does some housekeeping every hour until the app closes; the first time at any moment of the first hour, since many
 * instances that start together are not to work together. A failure is logged, and an hour later it is tried again.
 *
 * @param failure what the log says then: `Old mails were not deleted.`
 */
export function everyHour(app: FastifyInstance, work: () => Promise<void>, failure: string): void {
  let timer = setTimeout(run, Math.random() * HOUR).unref()
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

const HOUR = 60 * 60 * 1000
