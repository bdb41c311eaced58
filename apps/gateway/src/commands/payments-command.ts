import { inTransaction, type PrismaClient } from '@larder/database'
import { decimalPrice, parsePrice } from '@larder/money'
import { findOrder, findOrderNumbers, type OrderRow } from '@larder/orders'
import {
  listEvents,
  listPayments,
  listPaymentsToCheck,
  type Payment,
  type PaymentToCheck,
  recordReceipt,
  recordRefund
} from '@larder/payments'
import { GATEWAY_ERR_AMOUNT, GATEWAY_ERR_NO_ORDER } from '../errors.js'
import { oneLine, printJson, printTable } from './print-table.js'
import { withShopAt } from './with-shop.js'

export interface PaymentsFlags {
  order?: string
  all?: boolean
  json?: boolean
}

export interface ReceiptFlags {
  ref?: string
  method?: string
}

/** Prints what staff have to look at, or all payments of an order, or the latest of all; the newest last. */
export async function printPayments({ order: number, all, json }: PaymentsFlags): Promise<void> {
  const { payments, events } = await withShopAt(async ({ db, payments: registry }) => {
    const orderId = number === undefined ? undefined : (await orderOf(db, number)).id
    const isAll = all || orderId !== undefined
    const listed = isAll
      ? await listPayments(db, { orderId, limit: LATEST })
      : await listPaymentsToCheck(registry, { limit: LATEST })
    const numbers = await findOrderNumbers(
      db,
      listed.map((payment) => payment.orderId)
    )
    const named = listed.map((payment) => ({ ...payment, order: numbers.get(payment.orderId) ?? '' }))
    const events = orderId === undefined ? await listEvents(db) : []
    return { payments: named.toReversed(), events: events.toReversed() }
  })
  if (json) return printJson({ payments, events })
  printTable([
    ['ID', 'ORDER', 'METHOD', 'STATUS', 'AMOUNT', 'CAPTURED', 'REFUNDED', 'REFUNDS', 'PROBLEM'],
    ...payments.map(rowOf)
  ])
  if (payments.length >= LATEST) console.log('These are the latest: there may be more.')
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

const LATEST = 50

async function orderOf(db: PrismaClient, number: string): Promise<OrderRow> {
  const order = await findOrder(db, number)
  if (!order) throw new GATEWAY_ERR_NO_ORDER(number)
  return order
}

function rowOf({ currency, refunds, ...payment }: (Payment | PaymentToCheck) & { order: string }) {
  const price = (amount: number) => `${decimalPrice(amount, currency)}`
  return [
    payment.id,
    payment.order,
    payment.method,
    payment.status,
    `${price(payment.amount)} ${currency}`,
    price(payment.captured),
    price(payment.refunded),
    refunds.map(({ id, amount, status }) => `${id}: ${price(amount)} ${status}`).join(', ') || '-',
    oneLine([payment.problem, sayExcess('excess' in payment ? payment.excess : 0)].filter(Boolean).join(' '))
  ]

  function sayExcess(excess: number): string {
    if (excess === 0) return ''
    return `${price(Math.abs(excess))} ${currency} ${excess > 0 ? 'too much.' : 'missing.'}`
  }
}
