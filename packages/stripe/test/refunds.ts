import { inTransaction } from '@larder/database'
import { cancelOrder } from '@larder/orders'
import { payAgain, refund, settle } from '@larder/payments'
import tap, { test } from 'tap'
import { type BegunOrder, stripeApp } from './fixtures/stripe-app.js'

const { app, double, account, shop } = await stripeApp(tap)
const { payments, db } = app
const { faults, keys } = double
const REFUND = 'POST /v1/refunds'

test('a refund', async (t) => {
  t.test('of a part goes back once, whatever Stripe tells of it', async (t) => {
    const order = await paid()
    await ask(order, 300)
    await shop.runTasks()
    t.match(await shop.state(order.id), { payment: 'part_refunded', refunded: 300 })
    await double.deliver()
    await shop.runTasks()
    t.match(await shop.state(order.id), { refunded: 300 })
    t.same(refundsOf(order), [300])
    t.equal((await shop.payment(order.id)).refunds.length, 1)
  })

  t.test('of all goes back with the order', async (t) => {
    const order = await paid()
    await inTransaction(db, (tx) =>
      cancelOrder(tx, order.id, { by: 'customer', now: new Date() }, app.orders)
    )
    await shop.runTasks()
    t.match(await shop.state(order.id), { status: 'cancelled', payment: 'refunded', refunded: 1_156 })
    t.same(refundsOf(order), [1_156])
  })

  t.test('that the bank takes days for is done when it says so', async (t) => {
    const order = await paid()
    account.refundsArePending = true
    await ask(order, 300)
    await shop.runTasks()
    account.refundsArePending = false
    t.match(await shop.state(order.id), { payment: 'paid', refunded: 0 })
    const [made] = (await shop.payment(order.id)).refunds
    t.equal(made?.status, 'sent')
    account.endRefund(made?.providerRef ?? '', 'succeeded')
    await settle(payments, order.payment.id)
    t.match(await shop.state(order.id), { refunded: 300 })
  })

  t.test('that the bank refuses can be asked for again', async (t) => {
    const order = await paid()
    account.refundsArePending = true
    await ask(order, 1_156)
    await shop.runTasks()
    account.refundsArePending = false
    const [made] = (await shop.payment(order.id)).refunds
    account.endRefund(made?.providerRef ?? '', 'failed')
    await settle(payments, order.payment.id)
    t.match(await shop.state(order.id), { payment: 'paid', refunded: 0 })
    await ask(order, 1_156)
    await shop.runTasks()
    t.match(await shop.state(order.id), { payment: 'refunded', refunded: 1_156 })
  })
})

test('a refund whose answer is lost', async (t) => {
  for (const fault of ['lost', 'error'] as const) {
    t.test(`by «${fault}» is made once`, async (t) => {
      const order = await paid()
      faults.next(REFUND, fault, fault)
      await ask(order, 300)
      await shop.runTasks()
      await shop.runTasks(20)
      t.match(await shop.state(order.id), { refunded: 300 })
      t.same(refundsOf(order), [300])
    })
  }

  t.test('is made once, also when Stripe has forgotten its key', async (t) => {
    const order = await paid()
    faults.next(REFUND, 'lost', 'lost')
    await ask(order, 300)
    await shop.runTasks()
    keys.forget()
    await shop.runTasks(20)
    t.match(await shop.state(order.id), { refunded: 300 })
    t.same(refundsOf(order), [300])
  })

  t.test('is made when Stripe is there again', async (t) => {
    const order = await paid()
    faults.away = true
    await ask(order, 300)
    await shop.runTasks()
    faults.away = false
    await shop.runTasks(20)
    t.match(await shop.state(order.id), { refunded: 300 })
  })
})

test('a refund in Stripe’s dashboard', async (t) => {
  t.test('is found, once', async (t) => {
    const order = await paid()
    account.refund(intentOf(order), 200)
    await double.deliver()
    await shop.runTasks()
    await settle(payments, order.payment.id)
    t.match(await shop.state(order.id), { payment: 'part_refunded', refunded: 200 })
  })

  t.test('that fails later is none', async (t) => {
    const order = await paid()
    account.refundsArePending = true
    const { id } = account.refund(intentOf(order), 200)
    account.refundsArePending = false
    await double.deliver()
    await shop.runTasks()
    account.endRefund(id, 'failed')
    await double.deliver()
    await shop.runTasks()
    t.match(await shop.state(order.id), { payment: 'paid', refunded: 0 })
    t.match((await shop.payment(order.id)).refunds, [{ status: 'failed' }])
  })

  t.test('of all leaves nothing for one of ours, which fails', async (t) => {
    const order = await paid()
    await ask(order, 300)
    account.refund(intentOf(order))
    await shop.runTasks()
    await settle(payments, order.payment.id)
    t.match(await shop.state(order.id), { payment: 'refunded', refunded: 1_156 })
    const states = (await shop.payment(order.id)).refunds.map(({ status }) => status)
    t.same(states.sort(), ['done', 'failed'])
  })
})

test('an order that is paid twice is for staff to look at, who pay the second one back', async (t) => {
  const order = await shop.begin()
  account.payLater(order.session)
  account.bounce(order.session)
  await settle(payments, order.payment.id)
  await payAgain(payments, order.id)
  const second = await shop.payment(order.id)
  account.pay(second.providerRef ?? '')
  account.arrive(order.session)
  account.takeEvents()
  await settle(payments, second.id)
  await settle(payments, order.payment.id)
  t.match(await shop.state(order.id), { payment: 'paid', paid: 2 * 1_156 })
  t.equal(await db.orderEvent.count({ where: { orderId: order.id, kind: 'overpaid' } }), 1)
  await ask(order, 1_156)
  await shop.runTasks()
  t.match(await shop.state(order.id), { paid: 2 * 1_156, refunded: 1_156 })
  t.same(refundsOf(order), [])
  t.same(refundsOf({ ...order, session: second.providerRef ?? '' }), [1_156])
})

async function paid(): Promise<BegunOrder> {
  const order = await shop.begin()
  account.pay(order.session)
  await settle(payments, order.payment.id)
  account.takeEvents()
  return order
}

function ask({ id }: BegunOrder, amount: number) {
  return inTransaction(db, (tx) => refund(tx, payments, id, { amount, reason: 'Bruised', now: new Date() }))
}

function intentOf({ session }: BegunOrder): string {
  return account.session(session).payment_intent ?? ''
}

/** The amounts that Stripe has paid back. */
function refundsOf(order: BegunOrder): number[] {
  const intent = intentOf(order)
  return [...account.refunds.values()]
    .filter((one) => one.payment_intent === intent)
    .map(({ amount }) => amount)
}
