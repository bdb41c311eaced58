import { connect, freshDatabase, listChecks } from '@larder/testing'
import tap, { test } from 'tap'
import { storeOrder } from '../src/testing/index.js'

const db = connect(tap, await freshDatabase(tap))

const order = await storeOrder(db)
const where = `order_id = ${order.id}`
await db.orderTaxLine.create({
  data: {
    orderId: order.id,
    country: 'DE',
    category: 'standard',
    rate: 190_000,
    net: 200,
    tax: 38,
    gross: 238
  }
})
await db.taxRate.create({ data: { country: 'DE', category: 'standard', fromAt: new Date(0), rate: 190_000 } })
await db.shipment.create({
  data: { orderId: order.id, packedAt: new Date(), lines: { create: { position: 1, quantity: 1 } } }
})
await db.invoiceSeries.create({ data: { name: 'INV' } })
const INVOICE = {
  issuedAt: new Date(),
  total: 238,
  currency: 'EUR',
  language: 'en',
  sha256: '',
  series: 'INV'
}
await db.invoice.create({
  data: { ...INVOICE, number: 1, orderId: order.id, kind: 'invoice', document: Buffer.from('{}') }
})

// Every check is here, with what it refuses.
const REFUSED: [check: string, table: string, change: string, where?: string][] = [
  ['orders_total_check', 'orders', 'total = 239', `id = ${order.id}`],
  ['orders_amounts_check', 'orders', 'discount_total = -1, total = 239', `id = ${order.id}`],
  ['orders_refunded_check', 'orders', 'paid = 10, refunded = 11', `id = ${order.id}`],
  ['orders_cancelled_total_check', 'orders', 'cancelled_total = 239', `id = ${order.id}`],
  ['order_lines_quantity_check', 'order_lines', 'quantity = 0, total = 0', where],
  ['order_lines_total_check', 'order_lines', 'discount = 1', where],
  ['order_lines_amounts_check', 'order_lines', 'reduced = 239', where],
  ['order_lines_sent_check', 'order_lines', 'sent = 2, cancelled = 1', where],
  ['order_lines_returned_check', 'order_lines', 'sent = 1, returned = 2', where],
  ['order_lines_restocked_check', 'order_lines', 'sent = 2, returned = 1, restocked = 2', where],
  ['order_lines_backordered_check', 'order_lines', 'backordered = 3', where],
  ['order_tax_lines_gross_check', 'order_tax_lines', 'tax = 39', where],
  ['order_tax_lines_amounts_check', 'order_tax_lines', 'tax = -1, net = 239', where],
  ['shipment_lines_quantity_check', 'shipment_lines', 'quantity = 0'],
  ['tax_rates_rate_check', 'tax_rates', 'rate = 1000001'],
  ['invoice_series_next_number_check', 'invoice_series', 'next_number = 0'],
  ['invoices_corrects_check', 'invoices', "kind = 'credit'"],
  ['invoices_total_check', 'invoices', 'total = -1']
]

for (const [check, table, change, where = 'TRUE'] of REFUSED) {
  test(`${check} refuses ${change}`, async (t) => {
    await t.rejects(db.$executeRawUnsafe(`UPDATE ${table} SET ${change} WHERE ${where}`), {
      message: new RegExp(check)
    })
  })
}

test('no check is without its case', async (t) => {
  const tables = [
    'orders',
    'order_lines',
    'order_tax_lines',
    'shipment_lines',
    'tax_rates',
    'invoice_series',
    'invoices'
  ]
  t.same(await listChecks(db, tables), REFUSED.map(([check]) => check).sort())
})

test('an order takes its rows with it, but for invoices', async (t) => {
  const other = await storeOrder(db)
  await db.order.delete({ where: { id: other.id } })
  t.equal(await db.orderLine.count({ where: { orderId: other.id } }), 0)
  await t.rejects(db.order.delete({ where: { id: order.id } }), { code: 'P2003' })
})
