import type { Database } from '@larder/database'
import { type OrderRow, readOrder } from '../order/lock-order.js'
import { type InvoiceDocument, readDocument } from './issue-invoice.js'

/** An invoice or credit note, and its order. */
export async function findInvoice(
  db: Database,
  series: string,
  number: number
): Promise<{ order: OrderRow; document: InvoiceDocument } | undefined> {
  const found = await db.invoice.findUnique({
    where: { series_number: { series, number } },
    select: { orderId: true, document: true }
  })
  if (!found) return undefined
  return { order: await readOrder(db, found.orderId), document: readDocument(found.document) }
}
