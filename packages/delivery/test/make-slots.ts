import tap, { test } from 'tap'
import { makeSlots } from '../src/make-slots.js'
import { changeCapacity, listSlots, takeSlot } from '../src/take-slot.js'
import { createMethod } from '../src/testing/index.js'
import { AT, deliveryApp, EVENING, NOW, startsOf } from './fixtures/delivery-app.js'

const app = await deliveryApp(tap)
const { db } = app

test('makeSlots', async (t) => {
  t.beforeEach(() => db.deliveryMethod.deleteMany())

  t.test('makes each slot once, also where two do it at once, and goes on a day later', async (t) => {
    await createMethod(db, { plans: [EVENING] }, AT)
    await db.deliverySlot.deleteMany()
    await Promise.all([1, 2, 3].map(() => makeSlots(db, AT.timeZone, NOW)))
    t.equal(await db.deliverySlot.count(), 2)
    await makeSlots(db, AT.timeZone, new Date('2026-11-27T12:00:00Z'))
    t.same(await startsOf(db), ['2026-11-26T16:00', '2026-12-03T16:00', '2026-12-10T16:00'])
  })

  t.test('leaves those alone that are there', async (t) => {
    await createMethod(db, { plans: [EVENING] }, AT)
    const [slot] = await listSlots(db, NOW)
    await takeSlot(db, slot?.id ?? 0, NOW)
    await changeCapacity(db, slot?.id ?? 0, 1)
    await makeSlots(db, AT.timeZone, NOW)
    t.match(await listSlots(db, NOW), [
      { id: slot?.id, taken: 1, capacity: 1 },
      { taken: 0, capacity: 5 }
    ])
  })

  t.test('follows the time zone: slots of the former one take no more orders', async (t) => {
    await createMethod(db, { plans: [EVENING] }, AT)
    const [first] = await listSlots(db, NOW)
    await takeSlot(db, first?.id ?? 0, NOW)
    await makeSlots(db, 'Europe/Lisbon', NOW)
    t.match(await listSlots(db, NOW), [
      { id: first?.id, taken: 1, capacity: 0 },
      { startsAt: new Date('2026-11-26T17:00Z'), taken: 0, capacity: 5 },
      { startsAt: new Date('2026-12-03T17:00Z'), taken: 0, capacity: 5 }
    ])
    t.equal(await db.deliverySlot.count(), 3)
  })

  t.test('gives slots that begin when another plan does by the new time zone that plan’s end', async (t) => {
    const monday = { weekday: 1, cutoffMinutes: 60 }
    const morning = { ...monday, starts: '09:00', ends: '12:00', capacity: 5 }
    const hour = { ...monday, starts: '10:00', ends: '11:00', capacity: 1 }
    const full = { ...monday, starts: '14:00', ends: '15:00', capacity: 1 }
    const late = { ...monday, starts: '13:00', ends: '16:00', capacity: 3 }
    await createMethod(db, { plans: [morning, hour, late, full] }, AT)
    const taken = await db.deliverySlot.findFirstOrThrow({
      where: { startsAt: new Date('2026-11-30T13:00Z') }
    })
    await takeSlot(db, taken.id, NOW)
    for (const _ of ['changes them', 'leaves them as they are']) {
      await makeSlots(db, 'Europe/Lisbon', NOW)
      const slots = await db.deliverySlot.findMany({
        where: { startsAt: { lt: new Date('2026-12-01') } },
        orderBy: { startsAt: 'asc' }
      })
      t.match(slots, [
        slotAt('09:00', '12:00', '08:00', { capacity: 5, taken: 0 }),
        slotAt('10:00', '11:00', '09:00', { capacity: 1, taken: 0 }),
        slotAt('13:00', '16:00', '12:00', { id: taken.id, capacity: 3, taken: 1 }),
        slotAt('14:00', '15:00', '13:00', { capacity: 1, taken: 0 })
      ])
      t.equal(slots.length, 4)
    }

    function slotAt(starts: string, ends: string, cutoff: string, others: object) {
      const [startsAt, endsAt, cutoffAt] = [starts, ends, cutoff].map((at) => new Date(`2026-11-30T${at}Z`))
      return { startsAt, endsAt, cutoffAt, ...others }
    }
  })

  t.test('makes none of methods that are not active', async (t) => {
    await createMethod(db, { plans: [EVENING], active: false }, AT)
    await db.deliverySlot.deleteMany()
    await makeSlots(db, AT.timeZone, NOW)
    t.same(await startsOf(db), [])
  })

  t.test('deletes slots that ended a month ago', async (t) => {
    await createMethod(db, { plans: [EVENING] }, AT)
    await db.deliveryPlan.deleteMany()
    await makeSlots(db, AT.timeZone, new Date('2026-12-26T19:00:00Z'))
    t.equal(await db.deliverySlot.count(), 2)
    await makeSlots(db, AT.timeZone, new Date('2026-12-26T19:00:01Z'))
    t.same(await startsOf(db), ['2026-12-03T16:00'])
  })
})

test('slots are made every hour, by the clocks of the app’s zone', async (t) => {
  const plan = { weekday: 1, starts: '12:00', ends: '13:00', cutoffMinutes: 0, capacity: 1 }
  const { id } = await createMethod(db, { plans: [plan] })
  await db.deliverySlot.deleteMany()
  const hour = new Date(Date.now() + 60 * 60 * 1_000)
  const runs = await app.tasks.runDue(hour)
  t.match(
    runs.find(({ kind }) => kind === 'delivery.make-slots'),
    { status: 'done' }
  )
  const slots = (await listSlots(db, new Date(0))).filter(({ methodId }) => methodId === id)
  t.equal(slots.length, 2)
  const noon = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Berlin' })
  for (const { startsAt } of slots) t.equal(noon.format(startsAt), '12:00')
})
