import { blueprints } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import goods from '@larder/goods'
import { createGood } from '@larder/goods/testing'
import mail from '@larder/mail'
import orders from '@larder/orders'
import { storeOrder } from '@larder/orders/testing'
import session, { erasePersonalData, exportPersonalData, takeFlashes } from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import stock from '@larder/stock'
import tasks from '@larder/tasks'
import { englishIn, type TestClient, testAppWith, wholeAnswers } from '@larder/testing'
import { createUser, frontDoor } from '@larder/users/testing'
import tap, { test } from 'tap'
import reviews from '../src/index.js'
import reviewsStaff from '../src/staff/index.js'
import { createReview, reviewsBehave } from '../src/testing/index.js'

const LANGUAGES = { urls: { '': 'en', zh: 'zh-Hans' }, unprefixed: ['/staff'] }
const app = await testAppWith(
  tap,
  { rewriteUrl: ({ url = '/' }) => url.replace(/^\/zh(?=\/)/, '') },
  wholeAnswers,
  [
    blueprints,
    {
      publicUrl: new URL('http://shop.example'),
      languages: LANGUAGES,
      context: (request: Parameters<typeof takeFlashes>[0]) => ({ flashes: takeFlashes(request) })
    }
  ],
  [session, { loginRoute: 'in', secondFactorRoute: 'in' }],
  mail,
  stock,
  [tasks, { run: false }],
  staff,
  [goods, { prefix: '/goods' }],
  orders,
  [reviews, { prefix: '/reviews' }],
  [reviewsStaff, { prefix: '/staff/reviews' }],
  frontDoor
)
const { db } = app

test('the reviews, served alone', (t) => reviewsBehave(t, app))

test('a buyer', async (t) => {
  t.test('writes one review of a product, changes it and deletes it', async (t) => {
    const { client, good, url } = await buyer()
    t.match((await client.visit(url)).body, `<form method="post" action="${url}"`)
    const written = { stars: '4', title: ' Crisp\nand sweet ', text: 'Like\r\n<b>new</b>', signature: 'Ada' }
    const { headers, statusCode } = await client.submit(url, written)
    t.match({ statusCode, headers }, { statusCode: 303, headers: { location: '/reviews' } })
    const { body } = await client.visit('/reviews')
    t.match(body, 'Thank you. We read your review before it appears.')
    t.match(body, 'We have not read it yet')
    t.match(body, 'Like<br>&lt;b&gt;new&lt;/b&gt;')
    t.match((await client.get(url)).json(), {
      may_write: true,
      review: {
        stars: 4,
        title: 'Crisp and sweet',
        text: 'Like\n<b>new</b>',
        signature: 'Ada',
        status: 'waiting'
      }
    })
    await db.review.updateMany({ where: { goodId: good.id }, data: { status: 'rejected', reason: 'Rude.' } })
    t.match((await client.visit('/reviews')).body, 'Reason: Rude.')
    t.match((await client.post(url, { stars: 1 })).json().review, { stars: 1, title: '', status: 'waiting' })
    const byProgram = { stars: 1, text: 'Soft\r\nand brown' }
    t.match((await client.post(url, byProgram)).json().review, { text: 'Soft\nand brown' })
    t.equal(await db.review.count({ where: { goodId: good.id } }), 1)
    await client.submit(`${url}/delete`)
    t.match((await client.visit('/reviews')).body, /Your review is deleted\.[\s\S]*not reviewed anything yet/)
  })

  t.test('writes and changes a review of a product that is not sold any more, too', async (t) => {
    const { client, good, url } = await buyer()
    await db.good.update({ where: { id: good.id }, data: { published: false } })
    for (const stars of [5, 2]) {
      t.match((await client.visit(url)).body, `<form method="post" action="${url}"`)
      t.equal((await client.submit(url, { stars })).statusCode, 303)
      t.match((await client.get(url)).json(), { review: { stars } })
    }
    t.equal((await client.post('/reviews/nothing-at-all', { stars: 5 })).statusCode, 404)
  })

  t.test('has one review, however often they send it at once', async (t) => {
    const { client, good, url } = await buyer()
    const sent = await Promise.all([1, 2, 3, 4].map((stars) => client.post(url, { stars })))
    t.ok(sent.every(({ statusCode }) => statusCode === 200))
    t.equal(await db.review.count({ where: { goodId: good.id } }), 1)
  })

  t.test('is told what is missing, and keeps what was typed', async (t) => {
    const { client, url } = await buyer()
    const { statusCode, body } = await client.submit(url, {
      stars: '',
      title: 'Cri"sp',
      text: 'x'.repeat(2_001)
    })
    t.equal(statusCode, 422)
    t.match(body, '<a href="#stars">Choose one to five stars.</a>')
    t.match(body, '2,000 characters at most')
    t.match(body, 'value="Cri&quot;sp"')
    for (const stars of [0, 6, 1.5, 'many']) t.equal((await client.post(url, { stars })).statusCode, 400)
  })

  t.test('is who has a paid or delivered order of it', async (t) => {
    for (const [fields, status] of [
      [{ payment: 'due' }, 403],
      [{ payment: 'paid' }, 200],
      [{ payment: 'part_refunded' }, 200],
      [{ payment: 'due', delivery: 'delivered' }, 200],
      [{ payment: 'paid', status: 'cancelled' }, 403],
      [{ payment: 'refunded' }, 403]
    ] as const) {
      const { client, url } = await buyer(fields)
      t.equal((await client.post(url, { stars: 3 })).statusCode, status, JSON.stringify(fields))
    }
    const { client, url, order } = await buyer()
    await db.orderLine.updateMany({ where: { orderId: order.id }, data: { cancelled: 2 } })
    t.equal((await client.post(url, { stars: 3 })).json().code, 'REVIEWS_ERR_NOT_BOUGHT')
    t.match((await client.visit(url)).body, 'once you have bought it here')
  })
})

test('a product', async (t) => {
  t.test('shows its reviews once staff have approved them', async (t) => {
    const { client, good, url } = await buyer()
    const page = `/goods/${good.slug}`
    t.match((await client.visit(page)).body, 'Nobody has reviewed this product yet.')
    await client.post(url, { stars: 4, text: 'Crunchy.' })
    t.notMatch((await client.visit(page)).body, 'Crunchy.')
    const member = await staffClient(app)
    const [waiting] = (await member.get('/staff/reviews')).json().reviews.slice(-1)
    t.match(waiting, { good: { slug: good.slug }, text: 'Crunchy.', status: 'waiting' })
    const decision = { review: waiting.seen, decision: 'approved' }
    t.same((await member.post('/staff/reviews/decide', decision)).json(), { decided: 1, changed: 0 })
    await createReview(db, { userId: (await createUser(db)).id, goodId: good.id, stars: 1 })
    const { body } = await app.client().visit(page)
    t.match(body, 'Crunchy.')
    t.match(body, '2.5 out of 5, 2 reviews')
    t.match(body, 'All reviews are by customers who bought the product here')
    t.match((await client.get(`/reviews/of/${good.slug}`)).json(), { count: 2, average: 2.5 })
  })

  t.test('has a page of all its reviews', async (t) => {
    const { id: goodId, slug } = await createGood(db)
    for (let made = 0; made < 21; made++)
      await createReview(db, { userId: (await createUser(db)).id, goodId })
    const { body } = await app.client().visit(`/reviews/of/${slug}`)
    const [, next = ''] = /href="([^"]+)" rel="next"/.exec(body) ?? []
    t.equal((await app.client().get(next)).json().reviews.length, 1)
    t.match((await app.client().visit(`/goods/${slug}`)).body, 'All 21 reviews')
  })
})

test('staff', async (t) => {
  t.test(
    'decide on several at once, each with an entry in the log, but on none that has changed',
    async (t) => {
      const ids = await Promise.all([1, 2, 3].map(() => waitingReview()))
      const [changed] = ids
      await db.review.update({ where: { id: changed?.id ?? 0 }, data: { version: { increment: 1 } } })
      const member = await staffClient(app)
      const review = ids.map(({ id }) => `${id}.1`)
      const refused = await member.submit('/staff/reviews/decide', {
        review: review[0] ?? '',
        decision: 'rejected'
      })
      t.match(refused, { statusCode: 422, body: 'Give a reason: the authors see it.' })
      const body = { review, decision: 'rejected', reason: 'Not about the product.' }
      t.same((await member.post('/staff/reviews/decide', body)).json(), { decided: 2, changed: 1 })
      const entries = await db.auditEntry.findMany({
        where: { action: 'reviews.decide', subjectId: { in: ids.map(({ id }) => String(id)) } }
      })
      t.equal(entries.length, 2)
      t.equal(new Set(entries.map(({ batch }) => batch)).size, 1)
      t.match(await db.review.findUnique({ where: { id: ids[1]?.id ?? 0 } }), {
        status: 'rejected',
        reason: 'Not about the product.'
      })
    }
  )

  t.test('keep what they chose, of what list, where a reason is missing', async (t) => {
    const { id } = await waitingReview()
    await db.review.update({ where: { id }, data: { status: 'approved' } })
    const member = await staffClient(app)
    const list = '/staff/reviews?status=approved'
    const [, action = ''] = /action="([^"]+decide[^"]*)"/.exec((await member.visit(list)).body) ?? []
    const refused = await member.submit(action, { review: `${id}.1`, decision: 'rejected' })
    t.equal(refused.statusCode, 422)
    t.match(refused.body, new RegExp(`value="${id}\\.1"[^>]* checked`))
    t.match(refused.body, '<option value="approved" selected>')
    const decided = await member.submit(action, { review: `${id}.1`, decision: 'rejected', reason: 'Rude.' })
    t.equal(decided.headers.location, list)
  })

  t.test('see those that wait first, and how many, on their front page', async (t) => {
    await waitingReview()
    const member = await staffClient(app)
    t.match((await member.visit('/staff')).body, /Reviews to look at[\s\S]*reviews? waits? for you/)
    t.match((await member.visit('/staff/reviews')).body, 'to look at')
    t.equal((await (await staffClient(app, { role: 'customer' })).get('/staff/reviews')).statusCode, 403)
  })
})

test('a customer’s reviews are given out, and go with their account', async (t) => {
  const { client, good, user, url } = await buyer()
  await client.post(url, { stars: 5, text: 'Mine.' })
  t.match((await exportPersonalData(app, { userId: user.id, email: null })).reviews, [{ text: 'Mine.' }])
  const review = await db.review.findFirstOrThrow({ where: { goodId: good.id } })
  const reason = 'You name your neighbour.'
  const decision = { review: [`${review.id}.${review.version}`], decision: 'rejected', reason }
  await (await staffClient(app)).post('/staff/reviews/decide', decision)
  const named = () => db.auditEntry.count({ where: { changes: { contains: reason } } })
  t.equal(await named(), 1)
  await inTransaction(db, (tx) => erasePersonalData(app)(tx, { userId: user.id, email: null }, new Date()))
  t.equal(await named(), 0, 'nor does the log keep what staff wrote of it')
  t.equal(await db.review.count({ where: { goodId: good.id } }), 0)
})

test('the pages are in Chinese, too', async (t) => {
  const { client, good, url } = await buyer({ payment: 'paid' }, '苹果')
  await client.post(`/zh${url}`, { stars: 5, text: '很甜' })
  await db.review.updateMany({ where: { goodId: good.id }, data: { status: 'approved' } })
  for (const path of [url, '/reviews', `/reviews/of/${good.slug}`]) {
    const { statusCode, body } = await client.visit(`/zh${path}`)
    t.equal(statusCode, 200, path)
    t.match(body, '<html lang="zh-Hans">', path)
    t.same(englishIn(body), [], path)
  }
  t.match((await client.visit(`/reviews/of/${good.slug}`)).body, '<p lang="zh-Hans">很甜</p>')
})

test('the database refuses stars that are none', async (t) => {
  const { id } = await waitingReview()
  await t.rejects(db.review.update({ where: { id }, data: { stars: 6 } }), { message: /reviews_stars_check/ })
})

/** A customer with an order of a product of its own, by default a paid one. */
async function buyer(fields: Parameters<typeof storeOrder>[1] = { payment: 'paid' }, name = 'Apples') {
  const good = await createGood(db, { name })
  const user = await createUser(db)
  const order = await storeOrder(db, { ...fields, userId: user.id })
  await db.orderLine.updateMany({ where: { orderId: order.id }, data: { goodId: good.id } })
  const client: TestClient = app.client()
  await client.post(`/in/${user.id}`)
  return { client, good, user, order, url: `/reviews/${good.slug}` }
}

async function waitingReview() {
  const { id: goodId } = await createGood(db)
  return createReview(db, { goodId, userId: (await createUser(db)).id, status: 'waiting' })
}
