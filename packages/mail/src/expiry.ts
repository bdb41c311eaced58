import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/** Deletes the mails that were sent, given up or cancelled longer ago than so many milliseconds. */
export async function deleteOldMails(db: Database, age: number): Promise<void> {
  await db.mail.deleteMany({ where: { doneAt: { lt: new Date(Date.now() - age) } } })
}

/** Deletes them every hour until the app closes; the first time at any moment of the first hour. */
export function deleteOldMailsHourly(app: FastifyInstance, age: number): void {
  // Many instances that start together are not to work together.
  let timer = setTimeout(work, Math.random() * HOUR).unref()
  app.addHook('onClose', async () => clearTimeout(timer))

  async function work(): Promise<void> {
    timer = setTimeout(work, HOUR).unref()
    try {
      await deleteOldMails(app.db, age)
    } catch (error) {
      app.log.warn(error, 'Old mails were not deleted.')
    }
  }
}

const HOUR = 60 * 60 * 1000
