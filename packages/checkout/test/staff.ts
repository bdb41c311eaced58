import { randomUUID } from 'node:crypto'
import { changeCapacity } from '@larder/delivery'
import { createMethod } from '@larder/delivery/testing'
import { createGood } from '@larder/goods/testing'
import { recordMessages } from '@larder/mail'
import { readOrder } from '@larder/orders'
import ordersStaff from '@larder/orders/staff'
import { createOrder, draftOrder } from '@larder/orders/testing'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import { englishIn } from '@larder/testing'
import tap, { test } from 'tap'
import checkoutStaff from '../src/staff/index.js'
import { checkoutApp, reader } from './fixtures/checkout-app.js'

const app = await checkoutApp(
  tap,
  {},
  staff,
  [ordersStaff, { prefix: '/staff/orders' }],
  [checkoutStaff, { prefix: '/staff/orders' }]
)
const { db } = app
const client = await staffClient(app, { role: 'staff' })
const NEW = '/staff/orders/new'
const ANNA = {
  email: 'anna@example.org',
  name: 'Anna Muster',
  street: 'Gartenweg 3',
  postal_code: '10115',
  city: 'Berlin',
  country: 'DE',
  delivery: 'post',
  payment_method: 'cash'
}
const callFor = (good: number, quantity = 2) => ({
  order_id: randomUUID(),
  lines: [{ good, quantity }],
  ...ANNA
})
/** The call as it is ordered: with what was shown. */
async function seenBy<Sent extends object>(call: Sent) {
  const { checkout } = (await client.post(NEW, call)).json()
  return { ...call, action: 'order', seen: checkout.seen }
}

test('an order for a customer who calls', async (t) => {
  t.test('is placed as in the checkout, and says who did it', async (t) => {
    const good = await createGood(db, { stock: 10, price: 250 })
    const mails = await recordMessages(app, async () => {
      const call = await seenBy(callFor(good.id))
      const placed = await client.post(NEW, call)
      t.match(placed, { statusCode: 201 })
      const { id, number } = placed.json().order
      t.match(await readOrder(db, id), { total: 990, userId: null, payBy: null, lines: [{ quantity: 2 }] })
      const event = await db.orderEvent.findFirst({ where: { orderId: id, kind: 'placed' } })
      t.equal(event?.actorId, client.member.id)
      const audit = await db.auditEntry.findMany({ where: { action: 'orders.place', subjectId: `${id}` } })
      t.match(audit, [
        { actorId: client.member.id, changes: JSON.stringify({ number: [null, number], total: [null, 990] }) }
      ])
    })
    t.same(
      mails.map(({ to }) => to),
      [['anna@example.org']]
    )
    t.equal((await db.stockLevel.findUnique({ where: { goodId: good.id } }))?.onHand, 8)
  })

  t.test('is in the language that the customer reads', async (t) => {
    const good = await createGood(db, { stock: 10 })
    t.match((await client.visit(NEW)).body, '<option value="zh-Hans">简体中文</option>')
    const call = await seenBy({ ...callFor(good.id), language: 'zh-Hans' })
    const [mail] = await recordMessages(app, async () => {
      const { id } = (await client.post(NEW, call)).json().order
      t.match(await readOrder(db, id), { language: 'zh-Hans' })
    })
    t.match(mail?.subject, /^我们已收到您的订单/)
  })

  t.test('is placed once by a form that is sent twice', async (t) => {
    const good = await createGood(db, { stock: 10 })
    const { lines: _, ...call } = await seenBy(callFor(good.id))
    const form = { ...call, 'lines[0][good]': good.id, 'lines[0][quantity]': 2 }
    const answers = await Promise.all([1, 2].map(() => client.submit(NEW, form)))
    t.same(
      answers.map(({ statusCode }) => statusCode),
      [303, 303]
    )
    t.equal(answers[0]?.headers.location, answers[1]?.headers.location)
    t.equal(await db.order.count({ where: { checkoutId: call.order_id } }), 1)
    t.equal(
      await db.auditEntry.count({
        where: {
          action: 'orders.place',
          subjectId: `${answers[0]?.headers.location}`.split('/').at(-1) ?? ''
        }
      }),
      1
    )
  })

  t.test('takes the last place of a delivery time once, by a form that is sent twice', async (t) => {
    const plans = Array.from({ length: 7 }, (_, day) => {
      return { weekday: day + 1, starts: '17:00', ends: '20:00', cutoffMinutes: 0, capacity: 1 }
    })
    await createMethod(db, { code: 'tram', name: 'Tram', plans })
    const good = await createGood(db, { stock: 10 })
    const call = callFor(good.id)
    const { checkout } = (await client.post(NEW, call)).json()
    const { slots } = checkout.offers.find(({ code }: { code: string }) => code === 'tram')
    const chosen = await seenBy({ ...call, delivery: slots[0].choice })
    const twice = await Promise.all([1, 2].map(() => client.post(NEW, chosen)))
    t.same(twice.map((answer) => answer.json().outcome).sort(), ['placed', 'same'])
    const again = await client.post(NEW, chosen)
    t.match(again.json(), { outcome: 'same', order: twice[0]?.json().order })
    const other = await client.post(NEW, { ...chosen, order_id: randomUUID() })
    t.match(other.json(), { outcome: 'slot-gone' })
  })

  t.test('is placed once, though what was ordered is not sold any more', async (t) => {
    const good = await createGood(db, { stock: 10 })
    const call = await seenBy(callFor(good.id))
    const placed = await client.post(NEW, call)
    await db.good.update({ where: { id: good.id }, data: { published: false } })
    t.match((await client.post(NEW, call)).json(), { outcome: 'same', order: placed.json().order })
  })

  t.test('is at the price of the moment, and tells what has changed', async (t) => {
    const good = await createGood(db, { stock: 3, price: 250 })
    const call = await seenBy(callFor(good.id))
    await db.good.update({ where: { id: good.id }, data: { price: 300 } })
    t.match(await client.post(NEW, call), { statusCode: 409 })
    const again = await seenBy({ ...callFor(good.id, 4), order_id: call.order_id })
    const short = await client.post(NEW, again)
    t.match(short.json(), { outcome: 'short', message: /3 are left/ })
    t.equal(await db.order.count({ where: { checkoutId: call.order_id } }), 0)
  })

  t.test('is put together on a page without scripts', async (t) => {
    const good = await createGood(db, { name: 'Medlars from afar', stock: 5 })
    t.match((await client.visit(NEW)).body, 'Find a product')
    const order_id = randomUUID()
    const found = await client.submit(NEW, { order_id, action: 'update', q: 'medlars' })
    t.match(found.body, `name="add" value="${good.id}"`)
    const added = await client.submit(NEW, {
      order_id,
      add: good.id,
      ...ANNA,
      delivery: '',
      payment_method: ''
    })
    t.match(added.body, 'Quantity of Medlars from afar')
    t.match(added.body, '<option value="post">Post, €4.90</option>')
    t.notMatch(added.body, 'undefined')
    const wrong = {
      order_id,
      action: 'order',
      'lines[0][good]': good.id,
      'lines[0][quantity]': 1,
      email: 'no'
    }
    const refused = await client.submit(NEW, wrong)
    t.equal(refused.statusCode, 422)
    t.match(refused.body, 'Please enter an e-mail address.')
    t.equal((await client.submit(NEW, { order_id, action: 'order' })).statusCode, 409)
    t.match((await client.visit('/staff/orders')).body, `<a href="${NEW}" class="button">New order</a>`)
  })

  t.test('is put together in the language of the staff', async (t) => {
    reader.language = 'zh-Hans'
    t.teardown(() => {
      reader.language = undefined
    })
    const good = await createGood(db, { name: 'Sloes', stock: 3 })
    const { body } = await client.submit(NEW, {
      ...{ ...ANNA, order_id: randomUUID(), action: 'order', q: 'sloes', email: 'no' },
      'lines[0][good]': good.id,
      'lines[0][quantity]': 1
    })
    t.match(body, /<h1>新建订单<[\s\S]*Sloes的数量[\s\S]*请填写电子邮箱。/)
    const shown = body.replaceAll(/value="[^"]*"|>(Anna Muster|Gartenweg 3)</g, '')
    t.same(englishIn(shown), ['On delivery'], 'a label that the shop itself has written')
  })

  t.test('is for staff', async (t) => {
    const customer = await staffClient(app, { role: 'customer' })
    t.equal((await customer.get(NEW)).statusCode, 403)
    t.equal((await customer.post(NEW, {})).statusCode, 403)
  })
})

test('the delivery time of an order', async (t) => {
  const plan = { weekday: 1, ends: '23:00', cutoffMinutes: 0, capacity: 1 }
  const method = await createMethod(db, {
    code: 'van',
    plans: Array.from({ length: 7 }, (_, day) => ({ ...plan, weekday: day + 1, starts: '22:00' }))
  })
  const slots = await db.deliverySlot.findMany({ where: { methodId: method.id }, orderBy: { id: 'asc' } })
  const [first, second, third, fourth] = slots
  if (!first || !second || !third || !fourth) throw new Error('There are no delivery times.')
  const takenOf = async () =>
    (
      await db.deliverySlot.findMany({
        where: { id: { in: [first.id, second.id, third.id] } },
        orderBy: { id: 'asc' }
      })
    ).map(({ taken }) => taken)
  const orderIn = async (slot: typeof first) => {
    const times = { slotRef: `${slot.id}`, from: slot.startsAt, until: slot.endsAt }
    const delivery = { ...draftOrder().delivery, method: 'van', ...times }
    await db.deliverySlot.update({ where: { id: slot.id }, data: { taken: 1 } })
    return createOrder(app, { delivery, paymentMethod: 'cash', payBy: null })
  }
  const moveTo = async (slot: typeof first, id: number) => {
    const { version } = await readOrder(db, id)
    return client.post(`/staff/orders/${id}/slot`, { version, slot: slot.id })
  }

  t.test('is changed to a free one, and the other is given back', async (t) => {
    const { id } = await orderIn(first)
    t.match((await client.visit(`/staff/orders/${id}`)).body, `<option value="${second.id}">`)
    const { version } = await readOrder(db, id)
    const url = `/staff/orders/${id}/slot`
    t.match((await client.post(url, { version, slot: second.id })).json(), {
      deliver_from: second.startsAt.toISOString()
    })
    t.same(await takenOf(), [0, 1, 0])
    t.equal((await client.submit(url, { version, slot: third.id })).statusCode, 409)
    const entries = await db.auditEntry.findMany({ where: { action: 'orders.move', subjectId: `${id}` } })
    t.match(
      entries.map(({ changes }) => JSON.parse(changes)),
      [{ deliver_from: [String, String] }]
    )

    const { id: other } = await orderIn(first)
    t.equal((await moveTo(second, other)).statusCode, 422)
    t.same(await takenOf(), [1, 1, 0])
  })

  t.test('that is closed loses its orders and gets none', async (t) => {
    const { id } = await orderIn(third)
    await changeCapacity(db, third.id, 0)
    t.match((await moveTo(fourth, id)).json(), { deliver_from: fourth.startsAt.toISOString() })
    t.same(await takenOf(), [1, 1, 0])
    t.notMatch((await client.visit(`/staff/orders/${id}`)).body, `<option value="${third.id}">`)
    t.equal((await moveTo(third, id)).statusCode, 422)
    t.same(await takenOf(), [1, 1, 0])
    await changeCapacity(db, third.id, 1)
    t.equal((await moveTo(third, id)).statusCode, 200)
    t.same(await takenOf(), [1, 1, 1])
  })
})
