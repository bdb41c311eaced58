import { blueprints } from '@larder/blueprint'
import carts from '@larder/carts'
import goods from '@larder/goods'
import { createGood } from '@larder/goods/testing'
import session, { exportPersonalData, takeFlashes } from '@larder/session'
import stock from '@larder/stock'
import { englishIn, testAppWith, wholeAnswers } from '@larder/testing'
import { createUser, frontDoor } from '@larder/users/testing'
import type { FastifyInstance } from 'fastify'
import tap, { test } from 'tap'
import { MOST_FAVOURITES } from '../src/favourites.js'
import favourites from '../src/index.js'
import { favouritesBehave } from '../src/testing/index.js'

const LANGUAGES = { urls: { '': 'en', zh: 'zh-Hans' } }
const app = await testAppWith(
  tap,
  { rewriteUrl: ({ url = '/' }) => url.replace(/^\/zh(?=\/)/, '') },
  wholeAnswers,
  [
    blueprints,
    {
      languages: LANGUAGES,
      context: (request: Parameters<typeof takeFlashes>[0]) => ({ flashes: takeFlashes(request) })
    }
  ],
  [session, { loginRoute: 'in' }],
  stock,
  [goods, { prefix: '/goods' }],
  [carts, { prefix: '/carts' }],
  [favourites, { prefix: '/favourites' }],
  frontDoor
)
const { db } = app

test('the favourites, served alone', (t) => favouritesBehave(t, app))

test('a customer', async (t) => {
  t.test('saves a product on its page, and removes it there', async (t) => {
    const { client } = await customer()
    const { id, slug, name } = await createGood(db)
    const page = `/goods/${slug}`
    t.match((await client.visit(page)).body, 'Save to your favourites')
    const saved = await client.submit('/favourites', { good: id, back: page })
    t.match(saved, { statusCode: 303, headers: { location: page } })
    t.match((await client.visit(page)).body, /Saved to your favourites\.[\s\S]*Remove from your favourites/)
    t.match((await client.visit('/favourites')).body, name)
    await client.submit(`/favourites/${id}/remove`, { back: page })
    t.match((await client.visit('/favourites')).body, 'You have saved nothing yet.')
    t.notMatch((await app.client().visit(page)).body, 'favourites', 'a guest is offered nothing')
  })

  t.test('saves it also where its page has a URL that is too long to be sent', async (t) => {
    const { client } = await customer()
    const { id, slug } = await createGood(db)
    const { body } = await client.visit(`/goods/${slug}?q=${'%E4%BD%A0'.repeat(120)}`)
    const [, back = ''] =
      /name="good" value="\d+">\s+<input type="hidden" name="back" value="(.*?)">\s+<button class="outline/.exec(
        body
      ) ?? []
    t.equal(back, '')
    const saved = await client.submit('/favourites', { good: id, back })
    t.match(saved, { statusCode: 303, headers: { location: '/favourites' } })
  })

  t.test('has each once, the last first, without those that are not sold any more', async (t) => {
    const { client, id: userId } = await customer()
    const [first, second, gone] = [await createGood(db), await createGood(db), await createGood(db)]
    for (const { id: goodId } of [first, second, gone]) {
      const savedAt = new Date(goodId * 1_000)
      await db.favourite.create({ data: { userId, goodId, savedAt } })
    }
    await db.good.update({ where: { id: gone.id }, data: { published: false } })
    t.match((await client.post('/favourites', { good: first.id })).json().goods, [
      { id: second.id },
      { id: first.id }
    ])
    t.equal((await client.post('/favourites', { good: gone.id })).statusCode, 404)
  })

  t.test('moves one into the cart, unless it is sold out', async (t) => {
    const { client } = await customer()
    const [good, out] = [await createGood(db), await createGood(db, { name: 'Quinces', stock: 0 })]
    for (const { id } of [good, out]) await client.post('/favourites', { good: id })
    t.match((await client.visit('/favourites')).body, 'Sold out')
    t.match((await client.post(`/favourites/${good.id}/to-cart`)).json(), { goods: [{ id: out.id }] })
    await client.submit(`/favourites/${out.id}/to-cart`)
    t.match((await client.visit('/favourites')).body, 'We cannot give you more of Quinces')
    t.match((await client.get('/carts')).json(), { lines: [{ good: { id: good.id }, quantity: 1 }] })
  })

  t.test('has 200 at most', async (t) => {
    const { client, id: userId } = await customer()
    const made = await Promise.all(Array.from({ length: 3 }, () => createGood(db)))
    const [one] = made
    const many = Array.from({ length: MOST_FAVOURITES }, (_, place) => ({
      slug: `many-${place}`,
      name: 'Many',
      unit: '1 kg',
      price: 100,
      description: '',
      categoryId: one?.categoryId ?? 0
    }))
    await db.good.createMany({ data: many })
    const ids = await db.good.findMany({ where: { name: 'Many' }, select: { id: true } })
    await db.favourite.createMany({ data: ids.map(({ id: goodId }) => ({ userId, goodId })) })
    const refused = await client.post('/favourites', { good: one?.id })
    t.match(refused.json(), { statusCode: 409, code: 'FAVOURITES_ERR_FULL' })
    t.equal((await client.post('/favourites', { good: ids[0]?.id })).statusCode, 200, 'one of them, again')
  })

  t.test('gets them with their data, and they go with the account', async (t) => {
    const { client, id: userId } = await customer()
    const { id: good } = await createGood(db)
    await client.post('/favourites', { good })
    t.match(await exportPersonalData(app, { userId, email: null }), { favourites: [good] })
    await db.user.delete({ where: { id: userId } })
    t.equal(await db.favourite.count({ where: { userId } }), 0)
    t.equal((await client.post('/favourites', { good })).statusCode, 401)
  })

  t.test('reads Chinese, too', async (t) => {
    const { client } = await customer()
    const { id: good } = await createGood(db, { name: '苹果', unit: '1公斤' })
    await client.post('/favourites', { good })
    const { id: goodId } = await createGood(db, { name: 'Pears' })
    await db.goodFacts.create({ data: { goodId, language: 'zh-Hans', name: '青梨' } })
    await client.submit(`/zh/favourites/${goodId}/to-cart`)
    const { body } = await client.visit('/zh/favourites')
    t.match(body, '青梨')
    t.match(body, /我的收藏[\s\S]*移入购物车/)
    t.same(englishIn(body), [])
  })
})

test('an employee of an app with its own request.user is no customer', async (t) => {
  const employee = { id: 7, name: 'Eva', role: 'customer' as const }
  const adopter = await testAppWith(t, {}, async (own: FastifyInstance) => {
    own.decorateRequest('user', { getter: () => employee })
    own.register(blueprints)
    own.register(session, { decorateAs: { user: 'customer' } })
    own.register(stock)
    own.register(goods, { prefix: '/goods' })
    own.register(carts, { prefix: '/carts' })
    own.register(favourites, { prefix: '/favourites' })
  })
  const { slug } = await createGood(adopter.db)
  const { body } = await adopter.client().visit(`/goods/${slug}`)
  t.match(body, slug)
  t.notMatch(body, 'favourites')
})

async function customer() {
  const { id } = await createUser(db)
  const client = app.client()
  await client.post(`/in/${id}`)
  return { client, id }
}
