import { inTransaction, violatedConstraint } from '@larder/database'
import tap, { test } from 'tap'
import { findMethod, listMethods } from '../src/list-methods.js'
import { saveMethod } from '../src/save-method.js'
import { changeCapacity, listSlots, releaseSlot, takeSlot } from '../src/take-slot.js'
import { createMethod } from '../src/testing/index.js'
import { AT, deliveryApp, EVENING, NOW, prefixes, startsOf, stored } from './fixtures/delivery-app.js'

const { db } = await deliveryApp(tap)

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
    t.same(await startsOf(db), ['2026-11-26T17:00', '2026-12-03T16:00', '2026-12-03T17:00'])
    t.equal(await stored(db, first?.id ?? 0), null)
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
    t.same(await startsOf(db), ['2026-11-26T16:00', '2026-12-03T16:00'])
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
    t.match(await stored(db, evening?.id ?? 0), {
      taken: 3,
      capacity: 3,
      endsAt: new Date('2026-11-26T20:00:00Z')
    })
    t.match(await stored(db, closed?.id ?? 0), { capacity: 0 })
    await change({ capacity: 0 }, { id, version: version + 1 })
    t.match(await stored(db, evening?.id ?? 0), { taken: 3, capacity: 0 })
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
