import { type Database, inTransaction, type PrismaClient } from '@larder/database'
import { lockSeries } from './issue-invoice.js'

/**
 * Deletes the invoices whose term of tax law is over: so many years, counted from the end of the year
 * in which they were issued (as AO § 147(4) has it in Germany). Of each series it deletes the first
 * numbers up to one that has to stay, so that those that are left have no gaps; a corrected invoice
 * stays as long as its credit note.
 */
export async function deleteOldInvoices(db: PrismaClient, years: number, now: Date): Promise<void> {
  // A day late at either end: the year ends where the shop is, and not in UTC.
  const year = new Date(now.getTime() - DAY).getUTCFullYear() - years
  const before = new Date(Date.UTC(year, 0, 1) - DAY)
  // Credit notes first: what they correct can go after them.
  for (const kind of ['credit', 'invoice'] as const) {
    const series = await db.invoice.groupBy({
      by: ['series'],
      where: { kind, issuedAt: { lt: before } },
      orderBy: { series: 'asc' }
    })
    for (const { series: name } of series) await inTransaction(db, (tx) => deleteFirst(tx, name, before))
  }
}

async function deleteFirst(tx: Database, series: string, before: Date): Promise<void> {
  const next = await lockSeries(tx, series)
  const kept = await tx.invoice.findFirst({
    where: { series, OR: [{ issuedAt: { gte: before } }, { credits: { some: {} } }] },
    orderBy: { number: 'asc' },
    select: { number: true }
  })
  const firstNumber = kept?.number ?? next
  const { count } = await tx.invoice.deleteMany({ where: { series, number: { lt: firstNumber } } })
  if (count > 0) await tx.invoiceSeries.update({ where: { name: series }, data: { firstNumber } })
}

const DAY = 24 * 60 * 60_000
