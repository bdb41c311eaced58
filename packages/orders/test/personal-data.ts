import { inTransaction } from '@larder/database'
import { recordMessages } from '@larder/mail'
import { erasePersonalData, exportPersonalData, type Person } from '@larder/session'
import { recordAudit } from '@larder/staff'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { cancelOrder, checkOrders, readDocument, recordPayment } from '../src/index.js'
import { addToTimeline } from '../src/order/edit-order.js'
import { createOrder, sendWhole } from '../src/testing/index.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const DAY = 24 * 60 * 60_000
const inDays = (days: number) => new Date(Date.now() + days * DAY)

const erase = (person: Person, now: Date) =>
  inTransaction(db, (tx) => erasePersonalData(app)(tx, person, now))

/** An order that was sent, with its invoice. */
async function sentOrder(fields: { userId?: number; email?: string }) {
  const order = await createOrder(app, { payBy: null, ...fields })
  await sendWhole(app, order.id)
  return order
}

async function readAll(id: number) {
  const where = { where: { orderId: id } }
  return {
    order: await db.order.findUniqueOrThrow({ where: { id } }),
    addresses: await db.orderAddress.findMany(where),
    shipments: await db.shipment.findMany(where),
    events: await db.orderEvent.findMany(where),
    invoices: await db.invoice.findMany(where),
    keys: await db.orderKey.count(where)
  }
}

test('a customer’s orders', async (t) => {
  t.test('are given out with what was typed for them', async (t) => {
    const { id: userId } = await createUser(db)
    const { number } = await sentOrder({ userId })
    const { orders } = await exportPersonalData(app, { userId, email: null })
    t.match(orders, [
      { number, addresses: [{ name: String }], lines: [{ name: String }], invoices: [{ total: Number }] }
    ])
  })

  t.test('that are over lose what names the customer, and nothing else', async (t) => {
    const { id: userId, fields } = await createUser(db)
    const { id } = await sentOrder({ userId })
    await db.order.update({ where: { id }, data: { status: 'completed' } })
    await inTransaction(db, (tx) =>
      addToTimeline(tx, id, 'note', { now: new Date() }, { text: 'Anna rings twice' })
    )
    const changes = { name: ['Anna', 'Anna Ohlsen'] } as const
    const record = { action: 'orders.edit', subject: ['order', id] as const, changes }
    await inTransaction(db, (tx) => recordAudit(tx, { id: 1, name: 'Ben' }, record))
    const before = await readAll(id)
    await erase({ userId, email: fields.email }, inDays(31))
    t.match(await db.auditEntry.findMany({ where: { subjectType: 'order', subjectId: `${id}` } }), [
      { action: 'orders.edit', actor: 'Ben', changes: '{}' }
    ])
    const after = await readAll(id)
    t.match(after, {
      order: {
        email: '',
        note: '',
        userId: null,
        anonymisedAt: Date,
        total: before.order.total,
        number: before.order.number
      },
      shipments: [{ tracking: '' }],
      keys: 0
    })
    for (const address of after.addresses)
      t.match(address, { name: '', street: '', city: '', postalCode: '', phone: '', country: 'DE' })
    t.notMatch(JSON.stringify(after.events), before.shipments[0]?.tracking || 'no tracking')
    t.equal(after.events.length, before.events.length + 1)
    t.notMatch(JSON.stringify(after.events), 'rings twice')
    t.same(after.invoices, before.invoices)
    t.ok(readDocument(after.invoices[0]?.document ?? new Uint8Array()))
    t.same(await checkOrders(db), [])
  })

  t.test('that name nobody any more take what is paid and paid back, and mail it to nobody', async (t) => {
    const { id: userId } = await createUser(db)
    const { id } = await sentOrder({ userId })
    await db.order.update({ where: { id }, data: { status: 'completed' } })
    await erase({ userId, email: null }, inDays(31))
    const mails = await recordMessages(app, async () => {
      for (const refunded of [0, 300]) {
        const sums = { paid: 1_156, refunded, authorized: 0, failed: false }
        await inTransaction(db, (tx) => recordPayment(tx, id, sums, { now: new Date() }, app.orders))
      }
    })
    t.match((await readAll(id)).order, { email: '', payment: 'part_refunded' })
    t.same(mails, [])
  })

  t.test('that are under way follow when they are over', async (t) => {
    const { id: userId } = await createUser(db)
    const { id } = await createOrder(app, { userId, payBy: null })
    await erase({ userId, email: null }, new Date())
    t.equal((await readAll(id)).order.anonymisedAt, null)
    await app.tasks.runDue(inDays(2))
    t.equal((await readAll(id)).order.anonymisedAt, null, 'not yet')
    await inTransaction(db, (tx) => cancelOrder(tx, id, { by: 'customer', now: new Date() }, app.orders))
    await db.order.update({ where: { id }, data: { cancelledAt: inDays(-31) } })
    await app.tasks.runDue(inDays(4))
    t.ok((await readAll(id)).order.anonymisedAt)
  })

  t.test('of a guest are found by the address, and not those of an account', async (t) => {
    const { id: userId } = await createUser(db)
    const email = 'guest@example.org'
    const [guests, others] = [
      await createOrder(app, { email, payBy: null }),
      await createOrder(app, { email, userId, payBy: null })
    ]
    for (const { id } of [guests, others])
      await inTransaction(db, (tx) => cancelOrder(tx, id, { by: 'staff', now: new Date() }, app.orders))
    await erase({ userId: null, email }, inDays(31))
    t.ok((await readAll(guests.id)).order.anonymisedAt)
    t.equal((await readAll(others.id)).order.anonymisedAt, null)
  })
})
