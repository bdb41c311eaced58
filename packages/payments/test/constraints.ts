import { storeOrder } from '@larder/orders/testing'
import { connect, freshDatabase, listChecks } from '@larder/testing'
import tap, { test } from 'tap'

const db = connect(tap, await freshDatabase(tap))

const { id: orderId } = await storeOrder(db)
await db.payment.create({
  data: {
    ...{ orderId, openOrderId: orderId, method: 'memory', providerRef: 'pay_1', attempt: 1, amount: 238 },
    ...{ currency: 'EUR', idempotencyKey: '1', createdAt: new Date() },
    refunds: { create: { amount: 1, idempotencyKey: '2', providerRef: 're_1', reason: '', at: new Date() } }
  }
})

// Every check is here, with what it refuses.
const REFUSED: [check: string, table: string, change: string][] = [
  ['payments_amounts_check', 'payments', 'amount = 0'],
  ['payments_amounts_check', 'payments', 'authorized = -1'],
  ['payments_amounts_check', 'payments', 'captured = -1, refunded = -1'],
  ['payments_refunded_check', 'payments', 'captured = 10, refunded = 11'],
  ['payments_open_check', 'payments', "status = 'captured'"],
  ['payments_attempt_check', 'payments', 'attempt = 0'],
  ['refunds_amount_check', 'refunds', 'amount = 0']
]

for (const [check, table, change] of REFUSED) {
  test(`${check} refuses ${change}`, async (t) => {
    await t.rejects(db.$executeRawUnsafe(`UPDATE ${table} SET ${change}`), { message: new RegExp(check) })
  })
}

test('no check is without its case', async (t) => {
  const tables = ['payments', 'refunds', 'payment_events']
  t.same(await listChecks(db, tables), [...new Set(REFUSED.map(([check]) => check))].sort())
})

test('an order has one open attempt, and a provider one payment of a name', async (t) => {
  const another = { orderId, method: 'memory', attempt: 2, amount: 1, currency: 'EUR', createdAt: new Date() }
  const create = (changes: object) =>
    db.payment.create({ data: { ...another, idempotencyKey: '3', ...changes } })
  await t.rejects(create({ openOrderId: orderId }), { code: 'P2002' })
  await t.rejects(create({ providerRef: 'pay_1' }), { code: 'P2002' })
  await t.rejects(create({ idempotencyKey: '1' }), { code: 'P2002' })
})

test('an order that money was taken for is not deleted', async (t) => {
  await t.rejects(db.order.delete({ where: { id: orderId } }), { code: 'P2003' })
})
