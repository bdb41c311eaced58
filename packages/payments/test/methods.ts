import { writeText } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { createOrder, draftOrder, sendWhole } from '@larder/orders/testing'
import tap, { type Test, test } from 'tap'
import {
  beginPayment,
  epcCode,
  isIban,
  listPaymentsToCheck,
  methodOf,
  offeredMethods,
  onDelivery,
  payAgain,
  recordReceipt,
  recordRefund,
  settle,
  transfer
} from '../src/index.js'
import { countTroubled } from '../src/payment/list-payments.js'
import { MemoryProvider } from '../src/testing/index.js'
import { ACCOUNT, paymentsApp } from './fixtures/payments-app.js'

const NOW = new Date('2026-12-01T10:00:00Z')
const FACTS = { total: 1_156, currency: 'EUR', country: 'DE', delivery: 'van' }
const { app, provider, db, orderBegun, stateOf, attemptsOf, cancel, doTasks, expire } = await paymentsApp(tap)
const { payments } = app

test('ways to pay', async (t) => {
  t.test('are offered in the order in which they were added', async (t) => {
    t.same(
      offeredMethods(payments, FACTS).map(({ name }) => name),
      ['memory', 'transfer', 'on-delivery']
    )
    t.equal(writeText(methodOf(payments, 'transfer').label, payments.speak('en')), 'Bank transfer')
  })

  t.test('have names of their own', async (t) => {
    const provider = new MemoryProvider()
    for (const name of ['transfer', 'Card', 'a'.repeat(33), '', 'a/b']) {
      t.throws(() => payments.add(provider.method({ name })), { code: 'PAYMENTS_ERR_METHOD' })
    }
    t.throws(() => methodOf(payments, 'none'), { code: 'PAYMENTS_ERR_NO_METHOD' })
  })
})

test('a way to pay that is taken away', async (t) => {
  const cause = { now: new Date() }
  /** Until the test ends. */
  const takeAway = (t: Test, name: string) => {
    const methods = [...payments.methods]
    payments.methods = methods.filter((method) => method.name !== name)
    t.teardown(() => {
      payments.methods = methods
    })
  }
  /** What became of the tasks that are due. */
  const statuses = async () => [...new Set((await doTasks()).map(({ status }) => status))]
  const runOf = async (kind: string) => (await doTasks()).find((run) => run.kind === kind)
  const NO_METHOD = { status: 'queued', problem: /no way to pay by the name 'memory'/ }

  t.test('has its orders expire, begun at a provider or not', async (t) => {
    const { id } = await createOrder(app)
    const begun = await orderBegun()
    const failed = await orderBegun()
    provider.pay(failed.key, { status: 'failed', captured: 0 })
    await settle(payments, failed.payment.id)
    takeAway(t, 'transfer')
    takeAway(t, 'memory')
    for (const orderId of [id, begun.id, failed.id]) t.same(await expire(orderId), { outcome: 'expired' })
    t.same(await statuses(), ['done'])
    t.match(await attemptsOf(id), [{ status: 'cancelled', openOrderId: null }])
    t.match(await attemptsOf(begun.id), [{ status: 'cancelled', openOrderId: null }])
  })

  t.test('has its orders paid by another', async (t) => {
    const { id } = await createOrder(app)
    takeAway(t, 'transfer')
    t.match(await beginPayment(payments, id), { outcome: 'nothing-to-begin' })
    t.match(await payAgain(payments, id, 'memory'), { outcome: 'begun' })
    t.match(await attemptsOf(id), [{ method: 'transfer', status: 'cancelled' }, { method: 'memory' }])
  })

  t.test('has its orders cancelled by staff', async (t) => {
    const { id } = await createOrder(app)
    takeAway(t, 'transfer')
    t.same(await cancel(id, 'staff'), { outcome: 'cancelled' })
    t.same(await statuses(), ['done'])
    t.match(await attemptsOf(id), [{ status: 'cancelled', openOrderId: null }])
  })

  t.test('has its attempt ended by the money that arrives', async (t) => {
    const { id } = await createOrder(app)
    takeAway(t, 'transfer')
    await recordReceipt(payments, id, { amount: 1_156, cause })
    t.match(await attemptsOf(id), [{ status: 'cancelled', openOrderId: null }, { captured: 1_156 }])
    t.notOk((await listPaymentsToCheck(payments)).some(({ orderId }) => orderId === id))
  })

  t.test('has its refunds paid back by hand, and once', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key)
    await settle(payments, payment.id)
    await cancel(id)
    await t.test('while it is away', async (t) => {
      takeAway(t, 'memory')
      t.match(await runOf('payments.refund'), NO_METHOD)
      const [{ id: refund = 0 } = {}] = (await attemptsOf(id)).flatMap(({ refunds }) => refunds)
      await inTransaction(db, (tx) => recordRefund(tx, payments, refund, cause))
      t.match(await runOf('payments.refund'), { status: 'done' })
      t.match(await stateOf(id), { payment: 'refunded' })
    })
    t.same(provider.accounts.get(key)?.refunds, [])
  })

  t.test('has its refunds that are on their way noted by staff', async (t) => {
    const { id, key, payment } = await orderBegun()
    const refunds = [{ ref: 're_slow', amount: 1_156, status: 'sent' as const }]
    provider.pay(key, { refunds })
    await settle(payments, payment.id)
    const [{ id: refund = 0 } = {}] = (await attemptsOf(id)).flatMap(({ refunds }) => refunds)
    const record = () => inTransaction(db, (tx) => recordRefund(tx, payments, refund, cause))
    await t.rejects(record(), { code: 'PAYMENTS_ERR_NO_REFUND' })
    await t.test('while it is away', async (t) => {
      takeAway(t, 'memory')
      const { refundsByHand } = await countTroubled(payments)
      t.ok((await listPaymentsToCheck(payments)).some(({ orderId }) => orderId === id))
      await record()
      t.equal((await countTroubled(payments)).refundsByHand, refundsByHand - 1)
    })
    await settle(payments, payment.id)
    t.match(await stateOf(id), { refunded: 1_156 })
  })

  t.test('takes what was authorised once it is back', async (t) => {
    const { id, key, payment } = await orderBegun()
    provider.pay(key, { status: 'authorized', authorized: 1_156, captured: 0, page: 'open' })
    await settle(payments, payment.id)
    await sendWhole(app, id)
    await t.test('but not before', async (t) => {
      takeAway(t, 'memory')
      t.match(await runOf('payments.capture'), NO_METHOD)
    })
    await doTasks()
    t.match(await stateOf(id), { payment: 'paid', paid: 1_156 })
  })
})

test('on delivery', async (t) => {
  t.equal(onDelivery().payBy(NOW), null)
  t.ok(onDelivery().offered(FACTS))
  const van = onDelivery({ deliveryMethods: ['van'] })
  t.same([van.offered(FACTS), van.offered({ ...FACTS, delivery: 'post' })], [true, false])
})

test('by transfer', async (t) => {
  t.same(transfer(ACCOUNT).payBy(NOW), new Date('2026-12-08T10:00:00Z'))
  t.same(transfer({ ...ACCOUNT, days: 3 }).payBy(NOW), new Date('2026-12-04T10:00:00Z'))
  t.notOk(transfer(ACCOUNT).offered({ ...FACTS, currency: 'CHF' }), 'in euro only')
  t.throws(() => transfer({ ...ACCOUNT, iban: 'DE88 3704 0044 0532 0130 00' }), {
    code: 'PAYMENTS_ERR_METHOD'
  })
  t.throws(() => transfer({ ...ACCOUNT, owner: 'x'.repeat(71) }), { code: 'PAYMENTS_ERR_METHOD' })
  t.equal(draftOrder().paymentMethod, 'transfer', 'as orders of tests are paid')
})

test('an IBAN', async (t) => {
  for (const iban of [
    'DE89370400440532013000',
    'GB82WEST12345698765432',
    'NO9386011117947',
    'FR1420041010050500013M02606'
  ]) {
    t.ok(isIban(iban), iban)
  }
  for (const iban of ['DE89370400440532013001', 'DE89', 'de89370400440532013000', ''])
    t.notOk(isIban(iban), iban)
})

test('the code of a transfer is as EPC069-12 has it', async (t) => {
  const transfer = {
    owner: 'Larder GmbH',
    iban: 'DE89 3704 0044 0532 0130 00',
    amount: 5,
    reference: 'L-1017'
  }
  t.equal(epcCode(transfer), 'BCD\n002\n1\nSCT\n\nLarder GmbH\nDE89370400440532013000\nEUR0.05\n\n\nL-1017')
  t.match(epcCode({ ...transfer, amount: 123_400 }), '\nEUR1234.00\n')
})
