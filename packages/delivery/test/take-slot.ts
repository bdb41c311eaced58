import { inTransaction, rollBack } from '@larder/database'
import tap, { test } from 'tap'
import { makeSlots } from '../src/make-slots.js'
import { offersFor } from '../src/offers-for.js'
import { changeCapacity, closeSlots, releaseSlot, takeSlot } from '../src/take-slot.js'
import { createMethod } from '../src/testing/index.js'
import { AT, BERLIN, deliveryApp, EVENING, NOW, stored } from './fixtures/delivery-app.js'

const { db } = await deliveryApp(tap)

test('takeSlot', async (t) => {
  t.test('never takes more than the slot has, however many want it at once', async (t) => {
    const id = await createSlot({ capacity: 5 })
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => inTransaction(db, (tx) => takeSlot(tx, id, NOW)))
    )
    t.equal(outcomes.filter(({ outcome }) => outcome === 'taken').length, 5)
    t.match(await stored(db, id), { taken: 5 })
  })

  t.test('takes nothing if the order is not placed', async (t) => {
    const id = await createSlot({ capacity: 5 })
    await inTransaction(db, async (tx) => rollBack(await takeSlot(tx, id, NOW)))
    t.match(await stored(db, id), { taken: 0 })
  })

  t.test('takes none after the cut-off, and none that is not there', async (t) => {
    const id = await createSlot({ capacity: 5 })
    const { cutoffAt = NOW } = (await stored(db, id)) ?? {}
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
      t.match(await stored(db, id), { taken: held })
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
  t.match(await stored(db, id), { capacity: 0, taken: 2 }, 'orders that have it keep it')
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
    t.match(await stored(db, id), { taken: 3 }, 'orders that have it keep it')
    const isOffered = async () =>
      (await offersFor(db, BERLIN, 0, NOW)).some(({ slots, fullSlots }) =>
        [...slots, ...fullSlots].some((slot) => slot.id === id)
      )
    for (const taken of [2, 1, 0]) {
      t.same(await releaseSlot(db, id), { outcome: 'released' })
      await makeSlots(db, AT.timeZone, NOW)
      t.match(await stored(db, id), { taken })
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
    t.match(await stored(db, id), { capacity: 0, taken: 0 })
    t.same(await takeSlot(db, id, NOW), { outcome: 'slot-gone' })
  })
})

/** The slot of a method of its own. */
async function createSlot({ capacity }: { capacity: number }): Promise<number> {
  const { id } = await createMethod(db, { plans: [{ ...EVENING, capacity }] }, AT)
  const slot = await db.deliverySlot.findFirst({ where: { methodId: id } })
  return slot?.id ?? 0
}
