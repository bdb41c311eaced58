import { beginPayment } from '@larder/payments'
import tap, { test } from 'tap'
import { permutations } from '../fixtures/permutations.js'
import { stripeApp } from '../fixtures/stripe-app.js'

const { app, account, double, shop } = await stripeApp(tap)

test('200 who begin one payment at once get one page', async (t) => {
  const { id } = await shop.order()
  const begun = await Promise.all(Array.from({ length: 200 }, () => beginPayment(app.payments, id)))
  t.equal(account.sessions.size, 1)
  const [session] = account.sessions.values()
  const led = begun.filter(({ outcome }) => outcome === 'begun')
  t.ok(led.length > 0)
  t.ok(led.every(({ url }) => url === session?.url))
  // A database that is busy for too long is told as «away»: a button begins it again.
  t.comment(`${led.length} of 200 were led to it at once`)
  t.equal((await beginPayment(app.payments, id)).url, session?.url)
})

test('notifications of one payment by 50 at once pay it once', async (t) => {
  const { id, session } = await shop.begin()
  account.pay(session)
  const [event] = account.takeEvents()
  if (!event) throw new Error('There is no event.')
  const statuses = await Promise.all(Array.from({ length: 50 }, () => double.deliver([event])))
  t.ok(statuses.flat().every((status) => status === 200))
  await Promise.all([shop.runTasks(), shop.runTasks()])
  t.match(await shop.state(id), { payment: 'paid', paid: 1_156 })
})

test('all 24 orders of four notifications of one payment come to the same', async (t) => {
  const begun: number[] = []
  const orders = permutations([0, 1, 2, 3])
  for (const order of orders) {
    const { id, session } = await shop.begin()
    begun.push(id)
    account.pay(session)
    account.refund(account.session(session).payment_intent ?? '', 200)
    account.dispute(session)
    const events = account.takeEvents()
    t.equal(events.length, order.length)
    await double.deliver(order.flatMap((place) => events[place] ?? []))
  }
  await shop.runTasks()
  for (const id of begun) {
    t.match(await shop.state(id), { payment: 'part_refunded', paid: 1_156, refunded: 200 })
    t.match((await shop.payment(id)).refunds, [{ amount: 200, status: 'done' }])
  }
})
