import { inTransaction, type PrismaClient, rollBack, violatedConstraint } from '@larder/database'
import tasks from '@larder/tasks'
import { countQueries, testApp, wholeAnswers } from '@larder/testing'
import tap, { test } from 'tap'
import delivery from '../src/index.js'
import { findMethod, listMethods, listPrices } from '../src/list-methods.js'
import { makeSlots } from '../src/make-slots.js'
import { offersFor } from '../src/offers-for.js'
import { saveMethod } from '../src/save-method.js'
import { changeCapacity, closeSlots, listSlots, releaseSlot, takeSlot } from '../src/take-slot.js'
import { createMethod, deliveryBehave } from '../src/testing/index.js'

const app = await testApp(
  tap,
  wholeAnswers,
  [tasks, { run: false }],
  [delivery, { prefix: '/delivery', timeZone: 'Europe/Berlin' }]
)
const { db } = app

// A Thursday.
const NOW = new Date('2026-11-26T12:00:00Z')
const BERLIN = { country: 'DE', postalCode: '10115' }
const EVENING = { weekday: 4, starts: '17:00', ends: '20:00', cutoffMinutes: 120, capacity: 5 }
const AT = { timeZone: 'Europe/Berlin', now: NOW }

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

test('takeSlot', async (t) => {
  t.test('never takes more than the slot has, however many want it at once', async (t) => {
    const id = await createSlot({ capacity: 5 })
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => inTransaction(db, (tx) => takeSlot(tx, id, NOW)))
    )
    t.equal(outcomes.filter(({ outcome }) => outcome === 'taken').length, 5)
    t.match(await stored(id), { taken: 5 })
  })

  t.test('takes nothing if the order is not placed', async (t) => {
    const id = await createSlot({ capacity: 5 })
    await inTransaction(db, async (tx) => rollBack(await takeSlot(tx, id, NOW)))
    t.match(await stored(id), { taken: 0 })
  })

  t.test('takes none after the cut-off, and none that is not there', async (t) => {
    const id = await createSlot({ capacity: 5 })
    const { cutoffAt = NOW } = (await stored(id)) ?? {}
    t.same(await takeSlot(db, id, cutoffAt), { outcome: 'slot-gone' })
    t.same(await takeSlot(db, id, new Date(cutoffAt.getTime() - 1)), { outcome: 'taken' })
    t.same(await takeSlot(db, 0, NOW), { outcome: 'slot-gone' })
  })

  t.test('and releaseSlot keep count of each other', async (t) => {
    const id = await createSlot({ capacity: 2 })
    let held = 0
    for (const step of ['take', 'take', 'take', 'release', 'take', 'release', 'release', 'release']) {
      const { outcome } = step === 'take' ? await takeSlot(db, id, NOW) : await releaseSlot(db, id)
      held += { taken: 1, released: -1, 'slot-gone': 0 }[outcome]
      t.match(await stored(id), { taken: held })
    }
    t.equal(held, 0)
  })
})

test('changeCapacity', async (t) => {
  const id = await createSlot({ capacity: 3 })
  await takeSlot(db, id, NOW)
  await takeSlot(db, id, NOW)
  t.same(await changeCapacity(db, id, 1), { outcome: 'too-few' })
  t.same(await changeCapacity(db, id, 2), { outcome: 'saved' })
  t.same(await takeSlot(db, id, NOW), { outcome: 'slot-gone' })
  t.same(await changeCapacity(db, id, 0), { outcome: 'saved' }, '0 closes it')
  t.match(await stored(id), { capacity: 0, taken: 2 }, 'orders that have it keep it')
  t.same(await changeCapacity(db, id, 1), { outcome: 'too-few' })
  for (const absent of [0, 1]) t.same(await changeCapacity(db, 0, absent), { outcome: 'gone' })
})

test('closeSlots', async (t) => {
  t.beforeEach(() => db.deliveryMethod.deleteMany())
  const FROM = new Date('2026-11-25T23:00:00Z')
  const close = () => inTransaction(db, (tx) => closeSlots(tx, FROM, new Date(FROM.getTime() + 86_400_000)))

  t.test('closes full slots too: one that is given back is not offered, until staff open it', async (t) => {
    const id = await createSlot({ capacity: 3 })
    for (let orders = 0; orders < 3; orders++) await takeSlot(db, id, NOW)
    t.match(await close(), [{ id, capacity: 3, taken: 3 }], 'as it was before')
    t.same(await close(), [], 'once')
    t.match(await stored(id), { taken: 3 }, 'orders that have it keep it')
    const isOffered = async () =>
      (await offersFor(db, BERLIN, 0, NOW)).some(({ slots, fullSlots }) =>
        [...slots, ...fullSlots].some((slot) => slot.id === id)
      )
    for (const taken of [2, 1, 0]) {
      t.same(await releaseSlot(db, id), { outcome: 'released' })
      await makeSlots(db, AT.timeZone, NOW)
      t.match(await stored(id), { taken })
      t.notOk(await isOffered())
      t.same(await takeSlot(db, id, NOW), { outcome: 'slot-gone' })
    }
    t.same(await changeCapacity(db, id, 1), { outcome: 'saved' })
    t.ok(await isOffered())
    t.same(await takeSlot(db, id, NOW), { outcome: 'taken' })
  })

  t.test('leaves none open to orders that come and go at the same moment', async (t) => {
    const id = await createSlot({ capacity: 10 })
    const comeAndGo = async (): Promise<number> => {
      const { outcome } = await inTransaction(db, (tx) => takeSlot(tx, id, NOW))
      if (outcome === 'slot-gone') return 0
      return (await inTransaction(db, (tx) => releaseSlot(tx, id))).outcome === 'released' ? 0 : 1
    }
    const orders = Array.from({ length: 30 }, comeAndGo)
    const closing = close()
    t.same([...new Set(await Promise.all(orders))], [0])
    t.match(await closing, [{ id, capacity: 10 }])
    t.match(await stored(id), { capacity: 0, taken: 0 })
    t.same(await takeSlot(db, id, NOW), { outcome: 'slot-gone' })
  })
})

test('makeSlots', async (t) => {
  t.beforeEach(() => db.deliveryMethod.deleteMany())

  t.test('makes each slot once, also where two do it at once, and goes on a day later', async (t) => {
    await createMethod(db, { plans: [EVENING] }, AT)
    await db.deliverySlot.deleteMany()
    await Promise.all([1, 2, 3].map(() => makeSlots(db, AT.timeZone, NOW)))
    t.equal(await db.deliverySlot.count(), 2)
    await makeSlots(db, AT.timeZone, new Date('2026-11-27T12:00:00Z'))
    t.same(await startsOf(), ['2026-11-26T16:00', '2026-12-03T16:00', '2026-12-10T16:00'])
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
    t.same(await startsOf(), [])
  })

  t.test('deletes slots that ended a month ago', async (t) => {
    await createMethod(db, { plans: [EVENING] }, AT)
    await db.deliveryPlan.deleteMany()
    await makeSlots(db, AT.timeZone, new Date('2026-12-26T19:00:00Z'))
    t.equal(await db.deliverySlot.count(), 2)
    await makeSlots(db, AT.timeZone, new Date('2026-12-26T19:00:01Z'))
    t.same(await startsOf(), ['2026-12-03T16:00'])
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

test('saveMethod', async (t) => {
  t.beforeEach(() => db.deliveryMethod.deleteMany())

  t.test('saves a method with its areas, plans and slots', async (t) => {
    const { id } = await createMethod(db, { areas: prefixes('2', '1'), plans: [EVENING] }, AT)
    t.match(await listMethods(db), [{ id, version: 1, areas: prefixes('1', '2'), plans: [EVENING] }])
    t.equal((await listSlots(db, NOW)).length, 2)
  })

  t.test('changes the version that was shown, and no later one', async (t) => {
    const { id, version, ...shown } = await createMethod(db)
    const save = (name: string, replaces: { id: number; version: number }) =>
      inTransaction(db, (tx) => saveMethod(tx, { ...shown, name }, { ...AT, replaces }))
    t.same(await save('Mine', { id, version }), { outcome: 'saved', id, version: 2 })
    t.match(await save('Yours', { id, version }), {
      outcome: 'changed',
      theirs: { name: 'Mine', version: 2 }
    })
    t.match(await findMethod(db, id), { name: 'Mine' })
    await db.deliveryMethod.deleteMany()
    t.same(await save('Yours', { id, version: 2 }), { outcome: 'gone' })
  })

  t.test('says what is wrong, field by field', async (t) => {
    await createMethod(db, { code: 'post' })
    const { id, version, ...good } = await createMethod(db)
    const problemsOf = async (fields: object) => {
      const saved = await inTransaction(db, (tx) => saveMethod(tx, { ...good, ...fields }, AT))
      return saved.outcome === 'problems' ? saved.problems : saved
    }
    t.match(await problemsOf({ code: 'post' }), { code: 'Another method has this code.' })
    t.match(await problemsOf({ code: 'Post!' }), {
      code: 'Give a code of small letters, digits and hyphens, such as post.'
    })
    t.match(await problemsOf({ price: -1, name: '' }), {
      price: 'Give a price such as 4.90.',
      name: 'Give a name of at most 80 characters.'
    })
    t.match(await problemsOf({ code: 'new', tax: 'category' }), { taxCategory: /Name a tax category/ })
    t.match(await problemsOf({ code: 'new', taxCategory: 'zero' }), { taxCategory: /and only then/ })
    t.match(await problemsOf({ areas: [{ country: 'XX', postalPrefix: '' }] }), {
      areas: 'XX is no country.'
    })
    t.match(await problemsOf({ areas: prefixes('1', '1') }), { areas: 'DE 1 is there twice.' })
    t.match(await problemsOf({ plans: [{ ...EVENING, ends: '17:00' }] }), { plans: /ends before it starts/ })
    t.match(await problemsOf({ plans: [EVENING, { ...EVENING, ends: '21:00' }] }), {
      plans: '17:00 on Thursday is there twice.'
    })
    t.match(await problemsOf({ plans: [{ ...EVENING, starts: '7:00' }] }), {
      plans: 'Give times such as 17:00, and whole numbers.'
    })
    t.equal(await db.deliveryMethod.count(), 2)
  })

  t.test('removes the slots of old plans, but for those that orders have', async (t) => {
    const { id, version, ...shown } = await createMethod(db, { plans: [EVENING] }, AT)
    const [first, second] = await listSlots(db, NOW)
    await takeSlot(db, second?.id ?? 0, NOW)
    const later = { ...EVENING, starts: '18:00' }
    await inTransaction(db, (tx) =>
      saveMethod(tx, { ...shown, plans: [later] }, { ...AT, replaces: { id, version } })
    )
    t.same(await startsOf(), ['2026-11-26T17:00', '2026-12-03T16:00', '2026-12-03T17:00'])
    t.equal(await stored(first?.id ?? 0), null)
    t.same(await takeSlot(db, second?.id ?? 0, NOW), { outcome: 'slot-gone' }, 'it takes no more orders')
    await releaseSlot(db, second?.id ?? 0)
    t.same(await takeSlot(db, second?.id ?? 0, NOW), { outcome: 'slot-gone' }, 'nor where one goes')
  })

  t.test('opens the next slot again where its cut-off is later now', async (t) => {
    const now = new Date('2026-11-26T15:00:00Z')
    const { id, version, ...shown } = await createMethod(db, { plans: [EVENING] }, AT)
    t.same(await takeSlot(db, (await listSlots(db, now))[0]?.id ?? 0, now), { outcome: 'slot-gone' })
    const plans = [{ ...EVENING, cutoffMinutes: 30 }]
    await inTransaction(db, (tx) =>
      saveMethod(tx, { ...shown, plans }, { ...AT, now, replaces: { id, version } })
    )
    t.same(await takeSlot(db, (await listSlots(db, now))[0]?.id ?? 0, now), { outcome: 'taken' })
    t.same(await startsOf(), ['2026-11-26T16:00', '2026-12-03T16:00'])
  })

  t.test('changes taken slots with their plan, and leaves those of other plans', async (t) => {
    const noon = { ...EVENING, starts: '12:00', ends: '14:00', cutoffMinutes: 0, weekday: 5 }
    const { id, version, ...shown } = await createMethod(db, { plans: [EVENING, noon] }, AT)
    const [evening, closed] = await listSlots(db, NOW)
    for (let orders = 0; orders < 3; orders++) await takeSlot(db, evening?.id ?? 0, NOW)
    await changeCapacity(db, closed?.id ?? 0, 0)
    const change = (evenings: object, replaces: { id: number; version: number }) => {
      const plans = [{ ...EVENING, ends: '21:00', ...evenings }, noon]
      return inTransaction(db, (tx) => saveMethod(tx, { ...shown, plans }, { ...AT, replaces }))
    }
    await change({ capacity: 2 }, { id, version })
    t.match(await stored(evening?.id ?? 0), {
      taken: 3,
      capacity: 3,
      endsAt: new Date('2026-11-26T20:00:00Z')
    })
    t.match(await stored(closed?.id ?? 0), { capacity: 0 })
    await change({ capacity: 0 }, { id, version: version + 1 })
    t.match(await stored(evening?.id ?? 0), { taken: 3, capacity: 0 })
  })
})

test('the database refuses', async (t) => {
  await db.deliveryMethod.deleteMany()
  const { id: methodId } = await createMethod(db, { plans: [EVENING] }, AT)
  const [slot] = await listSlots(db, NOW)
  const slotId = slot?.id ?? 0
  for (const [constraint, change] of Object.entries({
    delivery_methods_price_check: 'UPDATE delivery_methods SET price = -1',
    delivery_methods_free_from_check: 'UPDATE delivery_methods SET free_from = -1',
    delivery_methods_min_total_check: 'UPDATE delivery_methods SET min_total = -1',
    delivery_methods_tax_category_check: `UPDATE delivery_methods SET tax = 'category'`,
    delivery_plans_weekday_check: 'UPDATE delivery_plans SET weekday = 8',
    delivery_plans_times_check: `UPDATE delivery_plans SET ends = '17:00'`,
    delivery_plans_cutoff_check: 'UPDATE delivery_plans SET cutoff_minutes = -1',
    delivery_plans_capacity_check: 'UPDATE delivery_plans SET capacity = -1',
    delivery_slots_taken_check: `UPDATE delivery_slots SET taken = 6 WHERE id = ${slotId}`,
    delivery_slots_times_check: 'UPDATE delivery_slots SET cutoff_at = ends_at'
  })) {
    t.equal(await refusedBy(change), constraint)
  }
  const others = [
    `UPDATE delivery_methods SET tax_category = 'zero'`,
    'UPDATE delivery_plans SET weekday = 0',
    `UPDATE delivery_slots SET taken = -1 WHERE id = ${slotId}`,
    `UPDATE delivery_slots SET ends_at = starts_at WHERE id = ${slotId}`,
    `UPDATE delivery_slots SET starts_at = '2027-01-01' WHERE method_id = ${methodId}`
  ]
  for (const change of others) t.match(await refusedBy(change), /^delivery_/, change)
})

/** The constraint that refuses a statement. */
async function refusedBy(text: string): Promise<string | undefined> {
  try {
    await db.$executeRawUnsafe(text)
  } catch (error) {
    return violatedConstraint(error) ?? /"(delivery_\w+_(?:check|key))"/.exec(String(error))?.[1]
  }
}

function prefixes(...all: string[]) {
  return all.map((postalPrefix) => ({ country: 'DE', postalPrefix }))
}

async function codesFor(place: { country: string; postalCode: string }): Promise<string[]> {
  return (await offersFor(db, place, 0, NOW)).map(({ code }) => code)
}

async function freeSlots(place: { country: string; postalCode: string }, now = NOW) {
  return (await offersFor(db, place, 0, now)).flatMap(({ slots }) => slots)
}

/** The slot of a method of its own. */
async function createSlot({ capacity }: { capacity: number }): Promise<number> {
  const { id } = await createMethod(db, { plans: [{ ...EVENING, capacity }] }, AT)
  const slot = await db.deliverySlot.findFirst({ where: { methodId: id } })
  return slot?.id ?? 0
}

function stored(id: number): ReturnType<PrismaClient['deliverySlot']['findUnique']> {
  return db.deliverySlot.findUnique({ where: { id } })
}

async function startsOf(): Promise<string[]> {
  const slots = await db.deliverySlot.findMany({ orderBy: { startsAt: 'asc' } })
  return slots.map(({ startsAt }) => startsAt.toISOString().slice(0, 16))
}
