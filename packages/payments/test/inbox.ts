import { inTransaction } from '@larder/database'
import { createOrder } from '@larder/orders/testing'
import { erasePersonalData } from '@larder/session'
import tap, { test } from 'tap'
import { beginPayment, listEvents, settle } from '../src/index.js'
import { deleteBodies } from '../src/settling/receive-event.js'
import { paymentsApp } from './fixtures/payments-app.js'

const { app, provider, db, orderBegun, stateOf, attemptsOf, doTasks, expire } = await paymentsApp(tap)
const { payments } = app
const HOUR = 60 * 60_000
let events = 0

async function notify(ref: string | null, id = `evt_${++events}`): Promise<string> {
  const payload = { id, ref }
  const { statusCode, body } = await app.inject({ method: 'POST', url: '/payments/memory/events', payload })
  return `${statusCode} ${body}`
}
const eventsOf = (ref: string) => db.paymentEvent.findMany({ where: { ref } })

test('a notification', async (t) => {
  t.test('is kept, answered in the provider’s own words, and pays the order by a task', async (t) => {
    const { id, key, ref } = await orderBegun()
    provider.pay(key)
    t.equal(await notify(ref), '200 success')
    t.match(await eventsOf(ref), [{ method: 'memory', type: 'paid', handledAt: null }])
    t.match(await stateOf(id), { payment: 'due' })
    await doTasks()
    t.match(await eventsOf(ref), [{ handledAt: Date, outcome: 'settled' }])
    t.match(await stateOf(id), { payment: 'paid', paid: 1_156 })
  })

  t.test('names the payment by our key, too', async (t) => {
    const { id, key } = await orderBegun()
    provider.pay(key)
    await notify(key)
    await doTasks()
    t.match(await stateOf(id), { payment: 'paid' })
  })

  t.test('has one effect, three times over, before, during and after the return', async (t) => {
    const { id, key, ref, payment } = await orderBegun()
    provider.pay(key)
    const [event] = [`evt_${++events}`]
    await Promise.all([notify(ref, event), notify(ref, event), notify(ref, event)])
    t.equal((await eventsOf(ref)).length, 1)
    await Promise.all([doTasks(), settle(payments, payment.id), settle(payments, payment.id)])
    t.equal(await notify(ref, event), '200 success')
    await doTasks()
    t.match(await stateOf(id), { payment: 'paid', paid: 1_156 })
    t.equal(await db.orderEvent.count({ where: { orderId: id, kind: 'payment' } }), 1)
    t.equal((await attemptsOf(id)).length, 1)
  })

  t.test('that comes before its payment is known is applied when it is', async (t) => {
    const { id } = await createOrder(app, { paymentMethod: 'memory' })
    const [payment] = await attemptsOf(id)
    provider.misbehave('begin', 'done and failed')
    await beginPayment(payments, id)
    const { ref } = provider.pay(payment?.idempotencyKey ?? '')
    await notify(ref)
    await app.tasks.runDue()
    t.match(await eventsOf(ref), [{ outcome: 'no-payment', handledAt: null }])
    await settle(payments, payment?.id ?? 0)
    await app.tasks.runDue(new Date(Date.now() + HOUR))
    t.match(await eventsOf(ref), [{ outcome: 'settled', handledAt: Date }])
    t.match(await stateOf(id), { payment: 'paid' })
  })

  t.test('of a payment that nobody knows is kept and listed', async (t) => {
    t.equal(await notify('pay_unknown'), '200 success')
    await app.tasks.runDue(new Date(Date.now() + HOUR))
    t.match(await listEvents(db), [{ ref: 'pay_unknown', outcome: 'no-payment' }])
  })

  t.test('of money in another currency is kept, listed and tried again', async (t) => {
    const { id, key, ref } = await orderBegun()
    provider.pay(key, { currency: 'USD' })
    await notify(ref)
    await doTasks()
    t.ok((await listEvents(db)).some((event) => event.ref === ref && event.outcome === 'other-currency'))
    t.match(await stateOf(id), { payment: 'due', paid: 0 })
    provider.pay(key, { currency: 'EUR' })
    await app.tasks.runDue(new Date(Date.now() + HOUR))
    t.match(await eventsOf(ref), [{ outcome: 'settled' }])
  })

  t.test('waits while the provider does not answer', async (t) => {
    const { id, key, ref } = await orderBegun()
    provider.pay(key)
    await notify(ref)
    provider.misbehave('read', 'away')
    await app.tasks.runDue()
    t.match(await eventsOf(ref), [{ handledAt: null }])
    await doTasks()
    t.match(await stateOf(id), { payment: 'paid' })
  })

  t.test('that is lost is not missed: expiry finds the order paid', async (t) => {
    const { id, key } = await orderBegun()
    provider.pay(key)
    t.same(await expire(id), { outcome: 'not-due' })
    t.match(await stateOf(id), { status: 'placed', payment: 'paid' })
  })

  t.test('without a name of its payment asks its method, and leaves those of others alone', async (t) => {
    const { id, key } = await orderBegun()
    provider.pay(key)
    const [memory] = payments.methods
    if (memory) memory.findRef = async ({ body }) => (Buffer.from(body).includes(`${id}`) ? key : undefined)
    await notify(null, `evt_of_${id}`)
    await notify(null, 'evt_of_others')
    await doTasks()
    t.match(await db.paymentEvent.findMany({ where: { ref: null }, orderBy: { receivedAt: 'asc' } }), [
      { outcome: 'settled', handledAt: Date },
      { outcome: 'of-others', handledAt: Date }
    ])
    t.match(await stateOf(id), { payment: 'paid' })
  })

  t.test('loses its body after 90 days', async (t) => {
    const { ref } = await orderBegun()
    await notify(ref)
    await deleteBodies(db, new Date(Date.now() + 89 * 24 * HOUR))
    t.match(await eventsOf(ref), [{ body: Uint8Array }])
    await deleteBodies(db, new Date(Date.now() + 91 * 24 * HOUR))
    t.match(await eventsOf(ref), [{ body: null, type: 'paid' }])
  })
  t.test('loses its body when the order’s customer is forgotten', async (t) => {
    const { id, ref, payment } = await orderBegun()
    const { ref: other } = await orderBegun()
    await notify(ref)
    await notify(other)
    await db.payment.update({ where: { id: payment.id }, data: { begun: '{}' } })
    const order = { status: 'cancelled', cancelledAt: new Date(Date.now() - 31 * 24 * HOUR) } as const
    const { email } = await db.order.update({ where: { id }, data: order })
    await inTransaction(db, (tx) => erasePersonalData(app)(tx, { userId: null, email }, new Date()))
    t.match(await eventsOf(ref), [{ body: null }])
    t.match(await eventsOf(other), [{ body: Uint8Array }], 'another order is under way')
    t.match(await attemptsOf(id), [{ begun: null }])
  })
})
