import type { Database } from '@larder/database'
import { type OrderRow, readOrder } from '../order/lock-order.js'
import { type InvoiceDocument, readDocument } from './issue-invoice.js'

/** An invoice or credit note with its language (BCP 47), and its order. */
export async function findInvoice(
  db: Database,
  series: string,
  number: number
): Promise<{ order: OrderRow; document: InvoiceDocument; language: string } | undefined> {
  const found = await db.invoice.findUnique({
    where: { series_number: { series, number } },
    select: { orderId: true, document: true, language: true }
  })
  if (!found) return undefined
  const { orderId, document, language } = found
  return { order: await readOrder(db, orderId), document: readDocument(document), language }
}
