import { inTransaction, type PrismaClient } from '@larder/database'
import { decimalPrice, parsePrice } from '@larder/money'
import { findOrder, type OrderRow, readOrder } from '@larder/orders'
import { listEvents, listPayments, type Payment, recordReceipt, recordRefund } from '@larder/payments'
import { withShopDatabase } from '../database/open-database.js'
import { GATEWAY_ERR_AMOUNT, GATEWAY_ERR_NO_ORDER } from '../errors.js'
import { oneLine, printJson, printTable } from './print-table.js'
import { withShopAt } from './with-shop.js'

export interface PaymentsFlags {
  order?: string
  json?: boolean
}

export interface ReceiptFlags {
  ref?: string
  method?: string
}

/** Prints the payments of an order, or what staff have to look at. */
export async function printPayments({ order: number, json }: PaymentsFlags): Promise<void> {
  const { payments, events, numbers } = await withShopDatabase(async (db) => {
    const orderId = number === undefined ? undefined : (await orderOf(db, number)).id
    const payments = await listPayments(db, { orderId })
    const numbers = new Map<number, string>()
    for (const { orderId } of payments) numbers.set(orderId, (await readOrder(db, orderId)).number ?? '')
    return { payments, numbers, events: number === undefined ? await listEvents(db) : [] }
  })
  if (json) return printJson({ payments, events })
  printTable([
    ['ID', 'ORDER', 'METHOD', 'STATUS', 'AMOUNT', 'CAPTURED', 'REFUNDED', 'REFUNDS', 'PROBLEM'],
    ...payments.map((payment) => rowOf(payment, numbers.get(payment.orderId) ?? ''))
  ])
  for (const { method, type, eventId, outcome } of events) {
    console.log(`Not handled: ${method} ${type} ${eventId} (${outcome ?? 'not tried yet'})`)
  }
}

/**
 * Records money that has arrived.
 *
 * @throws GATEWAY_ERR_NO_ORDER, GATEWAY_ERR_AMOUNT
 */
export async function recordMoney(number: string, text: string, receipt: ReceiptFlags): Promise<void> {
  await withShopAt(async ({ db, payments }) => {
    const { id, currency } = await orderOf(db, number)
    const parsed = parsePrice(text, currency, '.')
    if (parsed.outcome !== 'price') throw new GATEWAY_ERR_AMOUNT(text, currency)
    const { amount } = parsed
    const { outcome, due } = await recordReceipt(payments, id, {
      ...receipt,
      amount,
      cause: { now: new Date() }
    })
    const left = `Still to be paid of ${number}: ${decimalPrice(due, currency)} ${currency}.`
    console.log(`${outcome === 'known' ? 'It was recorded before.' : 'Recorded.'} ${left}`)
  })
}

/** Records that a refund was paid back by hand. */
export async function recordPaidBack(id: number): Promise<void> {
  await withShopAt(({ db, payments }) =>
    inTransaction(db, (tx) => recordRefund(tx, payments, id, { now: new Date() }))
  )
  console.log('Recorded: it is paid back.')
}

async function orderOf(db: PrismaClient, number: string): Promise<OrderRow> {
  const order = await findOrder(db, number)
  if (!order) throw new GATEWAY_ERR_NO_ORDER(number)
  return order
}

function rowOf({ currency, refunds, ...payment }: Payment, number: string) {
  const price = (amount: number) => `${decimalPrice(amount, currency)}`
  return [
    payment.id,
    number,
    payment.method,
    payment.status,
    `${price(payment.amount)} ${currency}`,
    price(payment.captured),
    price(payment.refunded),
    refunds.map(({ id, amount, status }) => `${id}: ${price(amount)} ${status}`).join(', ') || '-',
    oneLine(payment.problem ?? '')
  ]
}
