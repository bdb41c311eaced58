import { createHash } from 'node:crypto'
import { formatAddress } from '@larder/addresses'
import { type Database, executeStatement, queryRows, readJson, statement } from '@larder/database'
import { refundTax, sumAmounts } from '@larder/money'
import { type Static, Type } from 'typebox'
import { ORDERS_ERR_CREDIT } from '../errors.js'
import { type Cause, lockOrder, type OrderRow, owedOf, recordEvent } from '../order/lock-order.js'
import type { Orders } from '../order/order-hooks.js'
import { billedLine } from '../order/order-lines.js'

/** What an invoice or a credit note says (2006/112/EC, Art. 226). Amounts are in minor units. */
export const InvoiceDocument = Type.Object({
  kind: Type.Enum(['invoice', 'credit']),
  number: Type.String(),
  /** Of a credit note: the invoice. */
  corrects: Type.Union([Type.String(), Type.Null()]),
  order: Type.String(),
  issuedAt: Type.String(),
  suppliedAt: Type.String(),
  currency: Type.String(),
  seller: Type.Object({ name: Type.String(), address: Type.Array(Type.String()), vatNumber: Type.String() }),
  buyer: Type.Array(Type.String()),
  /** Position 0 is the delivery. */
  lines: Type.Array(
    Type.Object({
      position: Type.Integer(),
      name: Type.String(),
      unit: Type.String(),
      quantity: Type.Integer(),
      total: Type.Integer()
    })
  ),
  rates: Type.Array(
    Type.Object({
      country: Type.String(),
      category: Type.String(),
      rate: Type.Integer(),
      gross: Type.Integer(),
      tax: Type.Integer(),
      net: Type.Integer()
    })
  ),
  total: Type.Integer()
})
export type InvoiceDocument = Static<typeof InvoiceDocument>
type Billed = Pick<InvoiceDocument, 'lines' | 'rates'>

/**
 * Issues the invoice of an order, for what is owed. Let it be the last that a transaction does: the
 * series stays locked until it ends, so that its numbers have no gaps.
 *
 * @returns `known` where there is one already, `nothing` where nothing is owed
 */
export async function issueInvoice(
  tx: Database,
  orderId: number,
  cause: Cause,
  orders: Orders
): Promise<{ outcome: 'issued' | 'known' | 'nothing' }> {
  const order = await lockOrder(tx, orderId)
  if (order.invoices.length > 0) return { outcome: 'known' }
  const billed = billedOf(order)
  if (totalOf(billed) === 0) return { outcome: 'nothing' }
  await issue(tx, order, billed, 'invoice', undefined, cause, orders)
  return { outcome: 'issued' }
}

/**
 * Issues a credit note for what was invoiced and is not owed any more, if there is such. To be the
 * last of a transaction as well, under the order's lock.
 *
 * @throws ORDERS_ERR_CREDIT
 */
export async function creditInvoice(
  tx: Database,
  { id }: Pick<OrderRow, 'id'>,
  cause: Cause,
  orders: Orders
): Promise<{ outcome: 'issued' | 'nothing' }> {
  const rows = await tx.invoice.findMany({ where: { orderId: id }, orderBy: { id: 'asc' } })
  const [invoice, ...credits] = rows.map((row) => ({ row, document: readDocument(row.document) }))
  if (!invoice) return { outcome: 'nothing' }
  const order = await lockOrder(tx, id)
  const before = credits.reduce<Billed>((left, { document }) => subtract(left, document), invoice.document)
  const credit = subtract(before, billedOf(order))
  for (const { gross, tax, net, rate } of credit.rates) {
    if (Math.min(gross, tax, net) < 0) throw new ORDERS_ERR_CREDIT(gross, rate, invoice.document.number)
  }
  if (totalOf(credit) === 0) return { outcome: 'nothing' }
  const corrects = { id: invoice.row.id, number: invoice.document.number }
  await issue(tx, order, credit, 'credit', corrects, cause, orders)
  return { outcome: 'issued' }
}

/** What an invoice or a credit note says. */
export function readDocument(bytes: Uint8Array): InvoiceDocument {
  return readJson(InvoiceDocument, Buffer.from(bytes).toString('utf8'))
}

/** In hex. */
export function sha256Of(document: Uint8Array): string {
  return createHash('sha256').update(document).digest('hex')
}

/**
 * What an order owes: its lines without what was cancelled, returned or reduced, and its delivery.
 * Its tax telescopes, so invoice and credits sum to it exactly.
 */
function billedOf(order: OrderRow): Billed {
  const goods = order.lines.map((line) => ({
    position: line.position,
    name: line.name,
    unit: line.unit,
    quantity: line.quantity - line.cancelled - line.returned,
    total: billedLine(line)
  }))
  const isNothing = owedOf(order) === 0
  const { methodName: name, deliveryTotal: total } = order
  const delivery = { position: 0, name, unit: '', quantity: isNothing ? 0 : 1, total: isNothing ? 0 : total }
  const rates = order.taxLines.map(({ country, category, rate, ...taxed }) => {
    const lost = order.lines
      .filter((line) => line.taxCategory === category && line.taxRate === rate)
      .map((line) => line.total - billedLine(line))
    const away = isNothing ? taxed.gross : sumAmounts(lost)
    const gross = taxed.gross - away
    const tax = taxed.tax - refundTax(taxed, 0, away)
    return { country, category, rate, gross, tax, net: gross - tax }
  })
  const shown = total > 0 ? [...goods, delivery] : goods
  return { lines: shown.filter(({ quantity }) => quantity > 0), rates }
}

/** What is in the one and not in the other. Lines and rates of which nothing is left are left out. */
function subtract(one: Billed, other: Billed): Billed {
  const lines = one.lines.map((line) => {
    const gone = other.lines.find(({ position }) => position === line.position)
    return {
      ...line,
      quantity: line.quantity - (gone?.quantity ?? 0),
      total: line.total - (gone?.total ?? 0)
    }
  })
  const rates = one.rates.map((line) => {
    const gone = other.rates.find(
      ({ country, category, rate }) =>
        country === line.country && category === line.category && rate === line.rate
    )
    const gross = line.gross - (gone?.gross ?? 0)
    const tax = line.tax - (gone?.tax ?? 0)
    return { ...line, gross, tax, net: gross - tax }
  })
  return {
    lines: lines.filter(({ quantity, total }) => quantity !== 0 || total !== 0),
    rates: rates.filter(({ gross, tax }) => gross !== 0 || tax !== 0)
  }
}

function totalOf({ rates }: Billed): number {
  return sumAmounts(rates.map(({ gross }) => gross))
}

async function issue(
  tx: Database,
  order: OrderRow,
  billed: Billed,
  kind: InvoiceDocument['kind'],
  corrects: { id: number; number: string } | undefined,
  cause: Cause,
  { settings }: Orders
): Promise<void> {
  const { id: orderId, currency, language } = order
  const series = kind === 'invoice' ? settings.invoiceSeries : settings.creditSeries
  const total = totalOf(billed)
  await recordEvent(tx, orderId, kind === 'invoice' ? 'invoiced' : 'credited', cause, { total })
  const number = await lockSeries(tx, series)
  const text = canonicalJson({
    ...{ kind, currency, total, ...billed, seller: settings.seller },
    number: `${series}-${number}`,
    corrects: corrects?.number ?? null,
    order: order.number ?? '',
    issuedAt: cause.now.toISOString(),
    suppliedAt: (order.shipments.find(({ sentAt }) => sentAt)?.sentAt ?? cause.now).toISOString(),
    buyer: buyerOf(order)
  } satisfies InvoiceDocument)
  const document = new Uint8Array(Buffer.from(text))
  const sha256 = sha256Of(document)
  const times = { issuedAt: cause.now, correctsId: corrects?.id }
  await tx.invoice.create({
    data: { series, number, orderId, kind, total, currency, language, document, sha256, ...times }
  })
  await tx.invoiceSeries.update({ where: { name: series }, data: { nextNumber: number + 1 } })
}

/** The next number of a series, whose row stays locked: a sequence would leave gaps where work is rolled back. */
export async function lockSeries(tx: Database, name: string): Promise<number> {
  const [locked] = await queryRows(tx, LOCK_SERIES, [name])
  if (locked) return locked.number
  await executeStatement(tx, OPEN_SERIES, [name])
  return lockSeries(tx, name)
}

const LOCK_SERIES = statement(
  Type.Object({ number: Type.Integer() }),
  'SELECT next_number AS number FROM invoice_series WHERE name = $1 FOR UPDATE'
)

const OPEN_SERIES = statement(Type.Never(), {
  postgresql: 'INSERT INTO invoice_series (name) VALUES ($1) ON CONFLICT DO NOTHING',
  // A plain INSERT would lock the row of another for sharing, and two of these deadlock as they lock it.
  mysql: 'INSERT INTO invoice_series (name) VALUES ($1) ON DUPLICATE KEY UPDATE name = $1'
})

function buyerOf({ addresses, language }: OrderRow): string[] {
  const address = addresses.find(({ kind }) => kind === 'billing') ?? addresses[0]
  return address ? formatAddress(address, language) : []
}

/** JSON with its keys in order: the same document is the same bytes. */
function canonicalJson(value: object): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}
