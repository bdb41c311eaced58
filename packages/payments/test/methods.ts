import { writeText } from '@larder/blueprint'
import { draftOrder } from '@larder/orders/testing'
import tap, { test } from 'tap'
import { epcCode, isIban, methodOf, offeredMethods, onDelivery, transfer } from '../src/index.js'
import { MemoryProvider } from '../src/testing/index.js'
import { ACCOUNT, paymentsApp } from './fixtures/payments-app.js'

const NOW = new Date('2026-12-01T10:00:00Z')
const FACTS = { total: 1_156, currency: 'EUR', country: 'DE', delivery: 'van' }
const { payments } = (await paymentsApp(tap)).app

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
