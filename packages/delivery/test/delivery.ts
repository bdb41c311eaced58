import { countQueries } from '@larder/testing'
import tap, { test } from 'tap'
import { listPrices } from '../src/list-methods.js'
import { offersFor } from '../src/offers-for.js'
import { takeSlot } from '../src/take-slot.js'
import { createMethod, deliveryBehave } from '../src/testing/index.js'
import { AT, BERLIN, deliveryApp, EVENING, NOW, prefixes } from './fixtures/delivery-app.js'

const app = await deliveryApp(tap)
const { db } = app

test('delivery, served alone', (t) => deliveryBehave(t, app))

test('offersFor', async (t) => {
  t.beforeEach(() => db.deliveryMethod.deleteMany())

  t.test('has the methods that reach the place, in their order', async (t) => {
    await createMethod(db, { code: 'second', position: 2 })
    await createMethod(db, { code: 'first', position: 1 })
    await createMethod(db, { code: 'off', active: false })
    await createMethod(db, { code: 'french', areas: [{ country: 'FR', postalPrefix: '' }] })
    await createMethod(db, { code: 'near', position: 3, areas: prefixes('12', '101') })
    await createMethod(db, { code: 'far', areas: prefixes('102', '1', '20').slice(2) })
    await createMethod(db, { code: 'pick-up', kind: 'pickup', position: 9, areas: [] })
    t.same(await codesFor(BERLIN), ['first', 'second', 'near', 'pick-up'])
    t.same(await codesFor({ country: 'DE', postalCode: '' }), ['first', 'second', 'pick-up'])
    t.same(await codesFor({ country: 'FR', postalCode: '75001' }), ['french', 'pick-up'])
    t.same(await codesFor({ country: 'CN', postalCode: '' }), ['pick-up'])
  })

  t.test('compares postal codes without spaces, in capitals', async (t) => {
    await createMethod(db, { code: 'london', areas: [{ country: 'GB', postalPrefix: 'SW1A' }] })
    t.same(await codesFor({ country: 'GB', postalCode: 'sw1a 1aa' }), ['london'])
    t.same(await codesFor({ country: 'GB', postalCode: 'S W1' }), [])
  })

  t.test('tells the price for these goods, and how it is taxed', async (t) => {
    await createMethod(db, { price: 490, freeFrom: 5_000, tax: 'category', taxCategory: 'reduced' })
    const priceOf = async (total: number) => (await offersFor(db, BERLIN, total, NOW))[0]?.price
    t.same([await priceOf(0), await priceOf(4_999), await priceOf(5_000)], [490, 490, 0])
    t.match(await offersFor(db, BERLIN, 0, NOW), [{ tax: 'category', taxCategory: 'reduced' }])
  })

  t.test('says of a method why it cannot be chosen now', async (t) => {
    await createMethod(db, { minTotal: 2_000, plans: [EVENING] }, AT)
    const refusalOf = async (total: number, now: Date) =>
      (await offersFor(db, BERLIN, total, now))[0]?.refusal
    t.equal(await refusalOf(1_999, NOW), 'below-minimum')
    t.equal(await refusalOf(2_000, NOW), undefined)
    t.equal(await refusalOf(2_000, new Date('2027-01-01')), 'no-slot')
  })

  t.test('has the slots that can still be taken', async (t) => {
    await createMethod(db, { plans: [{ ...EVENING, capacity: 1 }] }, AT)
    await createMethod(db)
    const slots = await freeSlots(BERLIN)
    t.match(slots, [
      { startsAt: new Date('2026-11-26T16:00:00Z'), cutoffAt: new Date('2026-11-26T14:00:00Z') },
      { startsAt: new Date('2026-12-03T16:00:00Z') }
    ])
    const [first, second] = slots
    t.same(await freeSlots(BERLIN, new Date('2026-11-26T14:00:00Z')), [second], 'the cut-off is past')
    await takeSlot(db, second?.id ?? 0, NOW)
    t.same(await freeSlots(BERLIN), [first], 'one is taken')
    t.same((await offersFor(db, BERLIN, 0, NOW))[0]?.fullSlots, [second])
    t.match(await offersFor(db, BERLIN, 0, NOW), [{ takesSlot: true }, { takesSlot: false, slots: [] }])
  })

  t.test('takes two queries, however many methods and slots there are', async (t) => {
    for (let made = 0; made < 3; made++) await createMethod(db, { plans: [EVENING] }, AT)
    t.equal(await countQueries(() => offersFor(db, BERLIN, 0, NOW)), 2)
  })
})

test('listPrices names the active methods in their order, in one query', async (t) => {
  await db.deliveryMethod.deleteMany()
  await createMethod(db, { name: 'Pick-up', price: 0, position: 2 })
  await createMethod(db, { name: 'Van', position: 1, freeFrom: 4_000, minTotal: 1_000, plans: [EVENING] }, AT)
  await createMethod(db, { active: false })
  const queries = await countQueries(async () =>
    t.same(await listPrices(db), [
      { name: 'Van', price: 490, freeFrom: 4_000, minTotal: 1_000 },
      { name: 'Pick-up', price: 0, freeFrom: null, minTotal: null }
    ])
  )
  t.equal(queries, 1)
})

async function codesFor(place: { country: string; postalCode: string }): Promise<string[]> {
  return (await offersFor(db, place, 0, NOW)).map(({ code }) => code)
}

async function freeSlots(place: { country: string; postalCode: string }, now = NOW) {
  return (await offersFor(db, place, 0, now)).flatMap(({ slots }) => slots)
}
