import { randomUUID } from 'node:crypto'
import { connect, freshDatabase, listChecks } from '@larder/testing'
import tap, { test } from 'tap'

const db = connect(tap, await freshDatabase(tap))

const { id: cartId } = await db.cart.create({ data: {} })
const row = { cartId, data: '{}', expiresAt: new Date() }
await db.checkout.create({ data: { ...row, id: randomUUID(), openCartId: cartId } })
await db.checkoutRequest.create({ data: { id: 'x', fingerprint: 'x', begunAt: new Date() } })

// Every check is here, with what it refuses.
const REFUSED: [check: string, table: string, change: string][] = [
  ['checkouts_open_cart_check', 'checkouts', "open_cart_id = 'another'"],
  ['checkouts_order_check', 'checkouts', 'order_id = 1'],
  ['checkouts_order_check', 'checkouts', 'open_cart_id = NULL'],
  ['checkout_requests_answer_check', 'checkout_requests', 'status = 200'],
  ['checkout_requests_answer_check', 'checkout_requests', "answer = '{}'"]
]

for (const [check, table, change] of REFUSED) {
  test(`${check} refuses ${change}`, async (t) => {
    await t.rejects(db.$executeRawUnsafe(`UPDATE ${table} SET ${change}`), { message: new RegExp(check) })
  })
}

test('no check is without its case', async (t) => {
  const tables = ['checkouts', 'checkout_requests']
  t.same(await listChecks(db, tables), [...new Set(REFUSED.map(([check]) => check))].sort())
})

test('a cart has one open checkout, and an order one checkout', async (t) => {
  const second = { ...row, id: randomUUID(), openCartId: cartId }
  await t.rejects(db.checkout.create({ data: second }), { code: 'P2002' })
  const placed = () => db.checkout.create({ data: { ...row, id: randomUUID(), orderId: 7 } })
  await placed()
  await t.rejects(placed(), { code: 'P2002' })
})

test('a cart takes its checkouts with it', async (t) => {
  await db.cart.delete({ where: { id: cartId } })
  t.equal(await db.checkout.count(), 0)
})
