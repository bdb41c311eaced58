import { recordMessages } from '@larder/mail'
import tap, { test } from 'tap'
import { readOrder } from '../src/index.js'
import { createOrder, draftLine, draftOrder, sendWhole, stockGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const { app, audits, client, db, ready } = await staffApp(tap)
const FORM = { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' }

test('several orders at once', async (t) => {
  const [one, two] = [await ready(), await ready()]
  const unpaid = await createOrder(app)
  const id = [one.id, two.id, unpaid.id]

  await t.test('are printed as packing lists together', async (t) => {
    const query = id.map((one) => `id=${one}`).join('&')
    const { body } = await client.visit(`/staff/orders/packing-lists?${query}`)
    for (const { number } of [one, two, unpaid]) t.match(body, `Packing list ${number}`)
    t.match((await client.get(`/staff/orders/packing-lists?id=${two.id}`)).json(), {
      orders: [{ id: two.id }]
    })
    t.match((await client.visit('/staff/orders/packing-lists')).body, 'Tick orders in the list first')
  })

  await t.test('are packed whole, those that can be, each once', async (t) => {
    const page = await client.request({
      method: 'POST',
      url: '/staff/orders/pack',
      headers: { ...FORM, origin: 'http://localhost' },
      payload: id.map((one) => `id=${one}`).join('&')
    })
    t.match(page.body, '2 orders are packed whole')
    const later = await client.visit('/staff/orders/pack')
    t.match(later, { statusCode: 303, headers: { location: '/staff/orders' } }, 'which is no page')
    t.match(page.body, 'It is not paid yet.')
    const tried = (await client.post('/staff/orders/pack', { id })).json()
    t.match(tried, { ids: `${one.id},${two.id}`, total: 2 })
    t.equal((await readOrder(db, one.id)).delivery, 'open')
    const messages = await recordMessages(app, async () => {
      const ran = (await client.post('/staff/orders/pack/run', { ...tried, pickup: 'yes' })).json()
      t.match(ran, { packed: 2, refused: [], ids: '' })
    })
    t.equal(messages.length, 2, 'customers who fetch them are told')
    t.match(await readOrder(db, one.id), { delivery: 'packed', shipments: [{ lines: [{ position: 1 }] }] })
    await audits(t, two.id, 'orders.pack', { delivery: ['open', 'packed'] })
    const again = (await client.post('/staff/orders/pack/run', tried)).json()
    t.match(again, { packed: 2, refused: [] }, 'a form that is sent twice packs nothing twice')
    t.equal((await readOrder(db, one.id)).shipments.length, 1)
    const late = { ...tried, ids: String(unpaid.id) }
    t.match((await client.post('/staff/orders/pack/run', late)).json(), {
      packed: 0,
      refused: [{ id: unpaid.id, problem: 'It is not paid yet.' }]
    })
    const unknown = { ...tried, ids: `2000000000,99999999999` }
    t.match((await client.post('/staff/orders/pack/run', unknown)).json(), {
      packed: 0,
      refused: [{ id: 2_000_000_000 }]
    })
    const done = await client.submit('/staff/orders/pack/run', tried)
    t.equal(done.headers.location, '/staff/orders?status=placed&delivery=packed')
  })
})

test('the list of orders', async (t) => {
  const email = 'list@example.org'
  const address = { ...draftOrder().deliveryAddress, name: 'Žofie Lišková' }
  const day = { from: new Date('2031-03-01T16:00:00Z'), until: new Date('2031-03-01T18:00:00Z') }
  const delivery = { ...draftOrder().delivery, slotRef: '1', ...day }
  const orders = [
    await createOrder(app, { email, deliveryAddress: address }),
    await createOrder(app, { email, delivery }),
    await ready({ email, lines: [draftLine({ goodId: await stockGood(app, 100), quantity: 50 })] })
  ]
  const [named, timed, large] = orders.map(({ id }) => id)
  await sendWhole(app, large ?? 0)
  const find = async (query: string) => {
    const { orders } = (await client.get(`/staff/orders?${query}`)).json()
    return orders.map(({ id }: { id: number }) => id)
  }

  t.test('is found by what the filters say', async (t) => {
    t.same(await find(`q=${email}`), [large, timed, named])
    t.same(await find('q=list@'), [large, timed, named])
    t.same(await find('q=l_st@'), [])
    t.same(await find(`q=${encodeURIComponent('lišk')}`), [named])
    t.same(await find(`q=${orders[1]?.number}`), [timed])
    t.same(await find(`q=${email}&delivery=sent`), [large])
    t.same(await find(`q=${email}&payment=paid`), [])
    t.same(await find(`q=${email}&status=placed&day=2031-03-01`), [timed])
    t.same(await find('day=2031-03-02'), [])
    t.same(await find(`q=${email}&placed_to=2020-01-01`), [])
    t.same(await find(`q=${email}&placed_from=2020-01-01&status=`), [large, timed, named])
    t.same(await find('q=%25'), [])
  })

  t.test('is sorted, and says its states in words', async (t) => {
    t.same(await find(`q=${email}&sort=-total`), [large, timed, named])
    t.same(await find(`q=${email}&sort=placed_at`), [named, timed, large])
    t.same(await find(`q=${email}&sort=deliver_from`), [timed])
    const { body } = await client.visit(`/staff/orders?q=${email}`)
    t.match(body, /to pack<\/span>\s*<span class="state waits">not paid/)
    t.match(body, 'Žofie Lišková')
    t.notMatch(body, 'undefined')
  })

  t.test('of a day is by the times, with what to take off the shelves', async (t) => {
    const list = (await client.get('/staff/orders/day?date=2031-03-01')).json()
    t.match(list, { times: [{ from: '2031-03-01T16:00:00.000Z', orders: [{ id: timed, owed: 1_156 }] }] })
    t.same(list.picks, [{ name: 'Plums', unit: '1 kg', quantity: 2 }])
    const { body } = await client.visit('/staff/orders/day?date=2031-03-01')
    t.match(body, 'to collect: <strong>€11.56</strong>')
    t.equal((await client.visit('/staff/orders/day')).statusCode, 200)
    await db.order.update({ where: { id: timed }, data: { payment: 'authorized' } })
    t.notMatch((await client.visit('/staff/orders/day?date=2031-03-01')).body, 'to collect', 'it is promised')
  })
})
