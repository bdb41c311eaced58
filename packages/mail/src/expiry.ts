import type { Database } from '@larder/database'

/** Deletes the mails that were sent, given up or cancelled longer ago than so many milliseconds. */
export async function deleteOldMails(db: Database, age: number): Promise<void> {
  await db.mail.deleteMany({ where: { doneAt: { lt: new Date(Date.now() - age) } } })
}
