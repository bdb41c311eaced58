import type { BlueprintApp } from '@larder/blueprint'
import { type Database, inTransaction } from '@larder/database'
import { findGoods, type GoodSummary, translateGoods } from '@larder/goods'
import type {} from '@larder/mail'
import { findStock, openStocks } from '@larder/stock'
import { enqueue, taskKind } from '@larder/tasks'
import { Type } from 'typebox'
import { DAY, deleteOldAlerts, renewSecret } from './ask-for-alert.js'

/** Mails those who wait for a good once it is back, and forgets them. */
export function tellWaiting(app: BlueprintApp): void {
  app.onStockBack(async (tx, { goodId }) => {
    const one = await tx.stockAlert.findFirst({ where: { goodId, ...CONFIRMED }, select: { id: true } })
    if (one) await enqueue(tx, TELL, { good: goodId })
  })
  app.tasks.add(TELL, ({ good }) => tellNext(app, good, new Date()))
  app.tasks.every('stock-alerts.delete-old', DAY, () => deleteOldAlerts(app.db, new Date()))
}

/**
 * For alerts that are confirmed after their goods came back: the hook of the stock did not see them.
 * It locks the stock, as a change of it does: a change at the same moment sees the alert, or is seen.
 * Lock order: stock, then alerts and goods.
 */
export async function tellIfBack(tx: Database, goodIds: readonly number[]): Promise<void> {
  for (const { goodId, onHand } of (await openStocks(tx, goodIds)).values()) {
    if (onHand > 0) await enqueue(tx, TELL, { good: goodId })
  }
}

const TELL = taskKind('stock-alerts.tell', Type.Object({ good: Type.Integer() }))
const CONFIRMED = { confirmedAt: { not: null } }

/**
 * Tells no more people than may find some left: the first who asked, and the next an hour later, if it is
 * still there. While the good is not published it is looked at every hour.
 */
export async function tellNext(app: BlueprintApp, goodId: number, now: Date): Promise<void> {
  const [[level], [good]] = await Promise.all([findStock(app.db, [goodId]), findGoods(app.db, [goodId])])
  const atOnce = Math.min(MOST_AT_ONCE, (level?.onHand ?? 0) * PER_UNIT)
  if (atOnce <= 0) return
  const waiting = await app.db.stockAlert.findMany({
    where: { goodId, ...CONFIRMED },
    orderBy: { id: 'asc' },
    take: atOnce + 1,
    select: { id: true, email: true, language: true }
  })
  if (good) for (const alert of waiting.slice(0, atOnce)) await tell(app, good, alert)
  const told = good ? atOnce : 0
  if (waiting.length > told) await tellLater(app.db, goodId, new Date(now.getTime() + HOUR))
}

/** Once for each hour of the clock, however often the good came back. */
async function tellLater(db: Database, good: number, dueAt: Date): Promise<void> {
  const key = `${TELL.name}:${good}:${Math.floor(dueAt.getTime() / HOUR)}`
  await enqueue(db, TELL, { good }, { key, dueAt })
}

/** Few of those who are told come. */
const PER_UNIT = 5
const MOST_AT_ONCE = 200
const HOUR = 60 * 60_000

/** Its row goes with the mail: a task that runs twice mails once. */
async function tell(
  app: BlueprintApp,
  good: GoodSummary,
  { id, email, language }: { id: number; email: string; language: string }
): Promise<void> {
  const [{ name, slug } = good] = await translateGoods(app.db, [good], language)
  await inTransaction(app.db, async (tx) => {
    const { count } = await tx.stockAlert.deleteMany({ where: { id } })
    if (count === 0) return
    const secret = await renewSecret(tx, email)
    const mail = app.renderMail('back', { name, slug, secret }, { language })
    await app.mail.send(tx, { to: email, ...mail, secret: true })
  })
}
