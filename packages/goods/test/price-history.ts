import { staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const client = await staffClient(app, { role: 'staff' })
await createGood(app.db, { slug: 'apples', name: 'Apples' })

const BREAD = { name: 'Rye bread, 500 g', unit: '500 g', category: 'fruit', price: '3.20' }

test('a reduction', async (t) => {
  const day = 24 * 60 * 60_000
  await t.test('names the lowest price of the 30 days before it', async (t) => {
    const { id, slug } = await createGood(app.db, { price: 500, createdAt: new Date(Date.now() - 90 * day) })
    const history = [
      [80, 100],
      [40, 450],
      [20, 480]
    ] as const
    await app.db.priceHistory.createMany({
      data: history.map(([days, price]) => ({
        goodId: id,
        price,
        currency: 'EUR',
        fromAt: new Date(Date.now() - days * day)
      }))
    })
    await client.post(`/staff/goods/${id}`, { version: 0, price: '4.00', regular_price: '5.50' })
    const { body } = await client.visit(`/goods/${slug}`)
    t.match(body, 'Instead of <s>€5.50</s>. Lowest price of the 30 days before: €4.50')
    await client.post(`/staff/goods/${id}`, { version: 1, regular_price: '6.00' })
    t.match(await app.db.good.findUnique({ where: { id } }), { regularPrice: 600, priorPrice: 450 })
    await client.post(`/staff/goods/${id}`, { version: 2, price: '3.00' })
    t.match(await app.db.good.findUnique({ where: { id } }), { priorPrice: 400 }, 'a second one is another')
    await client.post(`/staff/goods/${id}`, { version: 3, regular_price: '' })
    t.notMatch((await client.visit(`/goods/${slug}`)).body, 'Lowest price')
  })

  await t.test('names no price in a currency that the shop had before', async (t) => {
    const { id } = await createGood(app.db, { price: 500, createdAt: new Date(Date.now() - 90 * day) })
    const fromAt = new Date(Date.now() - 20 * day)
    await app.db.priceHistory.create({ data: { goodId: id, price: 100, currency: 'USD', fromAt } })
    await client.post(`/staff/goods/${id}`, { version: 0, price: '4.00', regular_price: '5.50' })
    t.match(await app.db.good.findUnique({ where: { id } }), { priorPrice: 500 })
  })

  await t.test('names what a good cost in a new currency before its price first changed', async (t) => {
    const { id } = await createGood(app.db, { price: 500, createdAt: new Date(Date.now() - 90 * day) })
    const fromAt = new Date(Date.now() - 20 * day)
    await app.db.priceHistory.create({ data: { goodId: id, price: 100, currency: 'USD', fromAt } })
    await client.post(`/staff/goods/${id}`, { version: 0, price: '8.00' })
    await client.post(`/staff/goods/${id}`, { version: 1, price: '6.00', regular_price: '8.00' })
    t.match(await app.db.good.findUnique({ where: { id } }), { priorPrice: 500 })
  })

  await t.test('cannot be that of a new good, nor above the price', async (t) => {
    const made = await client.post('/staff/goods/new', { ...BREAD, regular_price: '4' })
    t.match(made.json().problems, { regular_price: /no earlier price/ })
    const { id } = await createGood(app.db)
    const above = await client.post(`/staff/goods/${id}`, { version: 0, regular_price: '2.50' })
    t.match(above.json().problems, { regular_price: String })
  })

  await t.test('knows what a good cost that was made past the form', async (t) => {
    const { id, createdAt } = await createGood(app.db, { price: 300 })
    await client.post(`/staff/goods/${id}`, { version: 0, price: '2.00', regular_price: '3' })
    t.match(await app.db.good.findUnique({ where: { id } }), { priorPrice: 300 })
    const history = await app.db.priceHistory.findMany({ where: { goodId: id }, orderBy: { fromAt: 'asc' } })
    t.match(history, [{ price: 300, fromAt: createdAt }, { price: 200 }])
  })
})
