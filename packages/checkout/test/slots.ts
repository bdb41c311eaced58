import { translatorOf, writeText } from '@larder/blueprint'
import { inTransaction, rollBack } from '@larder/database'
import { changeCapacity } from '@larder/delivery'
import { createMethod } from '@larder/delivery/testing'
import { cancelOrder, expireOrder, restoreOrder } from '@larder/orders'
import type { TestClient } from '@larder/testing'
import tap, { test } from 'tap'
import { checkSlots } from '../src/index.js'
import { BERLIN, openCheckout, orderBy } from '../src/testing/index.js'
import { checkoutApp, guestWithGood, VALUES } from './fixtures/checkout-app.js'

const app = await checkoutApp(tap)
const { db } = app
const EVENINGS = Array.from({ length: 7 }, (_, day) => {
  return { weekday: day + 1, starts: '17:00', ends: '20:00', cutoffMinutes: 0, capacity: 1 }
})

test('a slot', async (t) => {
  await createMethod(db, { code: 'bike', name: 'Bike', plans: EVENINGS })

  t.test('goes back with a cancelled order, and is taken with a restored one', async (t) => {
    const { client } = await guestWithGood(app)
    const { id, slot } = await orderForBike(client)
    t.match(await slotOf(slot), { taken: 1 })
    t.same(await checkSlots(db), [])
    const found = await inTransaction<never, string[]>(db, async (tx) => {
      await tx.deliverySlot.update({ where: { id: slot }, data: { taken: 0 } })
      return rollBack(await checkSlots(tx))
    })
    t.same(found, [`Delivery time ${slot}: it is taken by 0 orders, and 1 have it.`])
    await expire(id)
    t.match(await slotOf(slot), { taken: 0 })
    const restore = () => inTransaction(db, (tx) => restoreOrder(tx, id, app.orders, new Date()))
    t.match(await restore(), { outcome: 'restored' })
    t.match(await slotOf(slot), { taken: 1 })
    await inTransaction(db, (tx) => cancelOrder(tx, id, { by: 'staff', now: new Date() }, app.orders))
    t.match(await slotOf(slot), { taken: 0 })
  })

  t.test('that others have taken meanwhile refuses to restore', async (t) => {
    const { id } = await orderForBike((await guestWithGood(app)).client)
    await expire(id)
    await orderForBike((await guestWithGood(app)).client)
    const restored = await inTransaction(db, (tx) => restoreOrder(tx, id, app.orders, new Date()))
    t.equal(restored.outcome, 'refused')
    const { t: say } = translatorOf(app, 'en')
    const problem = 'problem' in restored && restored.problem
    t.equal(problem && writeText(problem, say), 'The delivery time is taken by now.')
  })

  t.test('that is closed meanwhile refuses to restore', async (t) => {
    const { id, slot } = await orderForBike((await guestWithGood(app)).client)
    await changeCapacity(db, slot, 0)
    await expire(id)
    const tryToRestore = () =>
      inTransaction<never, string>(db, async (tx) =>
        rollBack((await restoreOrder(tx, id, app.orders, new Date())).outcome)
      )
    t.equal(await tryToRestore(), 'refused')
    await changeCapacity(db, slot, 1)
    t.equal(await tryToRestore(), 'restored')
  })

  async function orderForBike(client: TestClient): Promise<{ id: number; slot: number }> {
    const { offers } = await openCheckout(client, BERLIN)
    const choice = offers.find(({ code }) => code === 'bike')?.slots.find((slot) => slot.choice)?.choice ?? ''
    const { order } = (await orderBy(client, { ...VALUES, delivery: choice, payment_method: 'card' })).json()
    const { id } = await db.order.findUniqueOrThrow({ where: { number: order } })
    return { id, slot: Number(choice.split(':')[1]) }
  }

  const slotOf = (id: number) => db.deliverySlot.findUnique({ where: { id } })
})

async function expire(id: number): Promise<void> {
  const past = new Date(Date.now() - 1_000)
  await db.order.update({ where: { id }, data: { payBy: past } })
  await expireOrder(db, id, app.orders, new Date())
}
