import { blueprints } from '@larder/blueprint'
import type { Database } from '@larder/database'
import mail, { recordMessages } from '@larder/mail'
import session, { takeFlashes } from '@larder/session'
import staff from '@larder/staff'
import { checkCsv, staffClient } from '@larder/staff/testing'
import tasks from '@larder/tasks'
import { englishIn, testApp, wholeAnswers } from '@larder/testing'
import type { FastifyRequest } from 'fastify'
import tap, { type Test, test } from 'tap'
import stock, { adjustStock, checkStock, takeStock } from '../src/index.js'
import stockStaff from '../src/staff/index.js'

const NAMES = new Map([
  [1, 'Apples'],
  [2, 'Pears <b>'],
  [3, 'Plums'],
  [4, 'Quinces'],
  [5, 'Figs'],
  [6, 'Dates']
])
const namesOf = async (_db: Database, ids: readonly number[]) =>
  new Map([...NAMES].filter(([id]) => ids.includes(id)))
const context = (request: FastifyRequest) => ({ flashes: takeFlashes(request) })
const stockApp = (
  t: Pick<Test, 'teardown'>,
  { languages = { urls: { '': 'en' } }, timeZone = 'UTC', nameGoods = namesOf } = {}
) =>
  testApp(
    t,
    wholeAnswers,
    [blueprints, { context, publicUrl: new URL('https://shop.example'), languages }],
    session,
    mail,
    [tasks, { run: false }],
    [staff, { timeZone }],
    stock,
    [stockStaff, { prefix: '/staff/stock', nameGoods, staffEmail: 'staff@shop.example' }]
  )
const app = await stockApp(tap)
const client = await staffClient(app, { role: 'staff' })
const levelOf = async (good: number) => (await client.get(`/staff/stock/${good}`)).json()

test('a delivery is added, and a loss taken, with the reason', async (t) => {
  const added = await client.submit('/staff/stock/1/move', {
    kind: 'received',
    units: 12,
    note: 'From Müller'
  })
  t.equal(added.statusCode, 303)
  const { body } = await client.visit('/staff/stock/1')
  t.match(body, 'Apples: 12 in stock.')
  t.match(body, '<td class="number">+12</td><td>Delivery</td><td>From Müller</td>')
  await client.post('/staff/stock/1/move', { kind: 'removed', units: 2, note: 'Rotten' })
  t.match(await levelOf(1), {
    on_hand: 10,
    version: 2,
    movements: [
      { quantity: -2, kind: 'corrected', note: 'Rotten' },
      { quantity: 12, kind: 'received' }
    ]
  })
  const [movement] = await app.db.stockMovement.findMany({ where: { goodId: 1 }, take: 1 })
  t.equal(movement?.actorId, client.member.id)

  await t.test('but not more than there are, nor without a reason', async (t) => {
    const body = { kind: 'removed', units: 11, note: 'Stolen' }
    t.match(await client.post('/staff/stock/1/move', body), { statusCode: 422 })
    const refused = await client.submit('/staff/stock/1/move', body)
    t.equal(refused.statusCode, 422)
    t.match(refused.body, '<a href="#units">Nothing is changed: the stock is 10.</a>')
    for (const typed of ['<option value="removed" selected>', 'value="11"', 'value="Stolen"'])
      t.match(refused.body, typed)
    t.equal((await client.post('/staff/stock/1/move', { ...body, units: 1, note: ' ' })).statusCode, 400)
    t.equal((await client.post('/staff/stock/99/move', body)).statusCode, 404)
    t.equal((await levelOf(1)).on_hand, 10)
  })
})

test('units are added once by a form that is sent twice', async (t) => {
  const app = await stockApp(t)
  const client = await staffClient(app, { role: 'staff' })
  const idOn = ({ body }: { body: string }) => /name="move_id" value="([^"]+)"/.exec(body)?.[1] ?? ''
  const url = '/staff/stock/1'
  const form = {
    kind: 'received',
    units: 50,
    note: 'From Müller',
    move_id: idOn(await client.visit(url))
  }
  const written = async () => [await app.db.stockMovement.count(), await app.db.auditEntry.count()]
  const answers = await Promise.all([1, 2].map(() => client.submit(`${url}/move`, form)))
  t.same(
    answers.map(({ statusCode, headers }) => [statusCode, headers.location]),
    [1, 2].map(() => [303, url])
  )
  t.same(await written(), [1, 1])
  t.match((await client.post(`${url}/move`, form)).json(), { on_hand: 50, version: 1 }, 'nor by a program')
  t.same(await written(), [1, 1])
  const page = await client.visit(url)
  t.match(page.body, '<td>From Müller</td>')
  t.notMatch(page.body, form.move_id, 'the next form has an id of its own')

  await t.test('and again by another form, with another number, or without an id', async (t) => {
    await client.submit(`${url}/move`, { ...form, move_id: idOn(page) })
    await client.submit(`${url}/move`, { ...form, units: 20 })
    const { move_id, ...plain } = form
    for (const body of [plain, plain]) await client.post(`${url}/move`, body)
    t.match((await client.get(url)).json(), { on_hand: 220, version: 5 })
    t.same(await checkStock(app.db), [])
    t.equal((await client.post(`${url}/move`, { ...form, move_id: 'x' })).statusCode, 400)
  })

  await t.test('after a refusal it is sent anew', async (t) => {
    const lost = { ...form, kind: 'removed', units: 221 }
    const refused = await client.submit(`${url}/move`, lost)
    t.equal(refused.statusCode, 422)
    await client.submit(`${url}/move`, { ...lost, units: 220, move_id: idOn(refused) })
    t.equal((await client.get(url)).json().on_hand, 0)
  })
})

test('a count is refused where some were sold meanwhile', async (t) => {
  await adjustStock(app.db, { goodId: 3, by: 9, kind: 'received' }, app.stockHooks)
  const { version } = await levelOf(3)
  await takeStock(app.db, [{ goodId: 3, quantity: 2 }], 'order:1', app.stockHooks)
  const form = { count: '9', note: 'Counted', version }
  const refused = await client.submit('/staff/stock/3/count', form)
  t.equal(refused.statusCode, 409)
  t.match(refused.body, '<td class="text">9</td><td class="text">7</td>')
  t.equal((await client.post('/staff/stock/3/count', form)).statusCode, 409)
  t.equal(
    (await client.submit('/staff/stock/3/count', { ...form, count: 6, version: version + 1 })).statusCode,
    303
  )
  t.match(await levelOf(3), { on_hand: 6 })
})

test('a good can be ordered beforehand, and staff are told once a day when there are few', async (t) => {
  await adjustStock(app.db, { goodId: 4, by: 5, kind: 'received' }, app.stockHooks)
  const { version } = await levelOf(4)
  const rules = { backorder: 'yes', low_at: 3, version }
  t.match((await client.post('/staff/stock/4/rules', rules)).json(), { backorder: true, low_at: 3 })
  const other = await client.submit('/staff/stock/4/rules', { low_at: '', version })
  t.equal(other.statusCode, 409)
  t.match(other.body, 'Can be ordered beforehand')
  const messages = await recordMessages(app, async () => {
    await takeStock(app.db, [{ goodId: 4, quantity: 3 }], 'order:2', app.stockHooks)
    await adjustStock(app.db, { goodId: 4, by: 4, kind: 'received' }, app.stockHooks)
    await takeStock(app.db, [{ goodId: 4, quantity: 4 }], 'order:3', app.stockHooks)
    t.equal(await app.db.task.count({ where: { kind: 'stock.low' } }), 1)
    await app.tasks.runDue(new Date(Date.now() + 48 * 60 * 60_000))
  })
  t.equal(messages.length, 1)
  t.match(messages, [
    { to: ['staff@shop.example'], subject: 'Low stock: Quinces', text: /2 × Quinces[\s\S]*\/staff\/stock/ }
  ])
})

test('the list has the low ones first, and all by their numbers', async (t) => {
  await adjustStock(app.db, { goodId: 2, by: 0, kind: 'corrected' }, app.stockHooks)
  await client.post('/staff/stock/5/move', { kind: 'received', units: 50, note: 'x' })
  await client.post('/staff/stock/6/move', { kind: 'received', units: 1, note: 'x' })
  const low = (await client.get('/staff/stock')).json().levels
  t.match(low, [
    { name: 'Pears <b>', on_hand: 0 },
    { name: 'Quinces', on_hand: 2, low_at: 3 }
  ])
  t.equal(low.length, 2)
  const all = (await client.get('/staff/stock?show=all')).json().levels
  t.same(
    all.map(({ good }: { good: number }) => good),
    [1, 2, 3, 4, 5, 6]
  )
  const { body } = await client.visit('/staff/stock')
  t.match(body, 'Pears &lt;b&gt;')
  t.match(body, 'Sold out')
  t.match((await client.visit('/staff')).body, '2 products are low or sold out')
})

test('the mail counts all that are low, and is for the morning where the shop is', async (t) => {
  const timeZone = 'Asia/Tokyo'
  const names = async (_db: Database, ids: readonly number[]) => new Map(ids.map((id) => [id, `Good ${id}`]))
  const app = await stockApp(t, { timeZone, nameGoods: names })
  const ids = Array.from({ length: 60 }, (_, place) => place + 1)
  const hooks = app.stockHooks
  for (const goodId of ids) await adjustStock(app.db, { goodId, by: 1, kind: 'received' }, hooks)
  await app.db.stockLevel.updateMany({ data: { lowAt: 0 } })
  await takeStock(
    app.db,
    ids.map((goodId) => ({ goodId, quantity: 1 })),
    'order:1',
    hooks
  )
  const { dueAt } = await app.db.task.findFirstOrThrow({ where: { kind: 'stock.low' } })
  t.equal(dueAt.getUTCHours(), 20, 'five in Tokyo')
  const [message] = await recordMessages(app, () => app.tasks.runDue(new Date(Date.now() + 48 * 60 * 60_000)))
  t.match(message, { subject: 'Low stock: 60 products', text: /0 × Good 50\n+and 10 more\n/ })
})

test('every change is in the log, and customers change nothing', async (t) => {
  const { version } = await levelOf(5)
  const changes: [url: string, body: object, action: string][] = [
    ['/staff/stock/5/move', { kind: 'added', units: 1, note: 'Found' }, 'stock.move'],
    ['/staff/stock/5/count', { count: 40, note: 'Counted', version: version + 1 }, 'stock.count'],
    ['/staff/stock/5/rules', { low_at: 10, version: version + 2 }, 'stock.rules']
  ]
  const customer = await staffClient(app, { role: 'customer' })
  for (const [url, body, action] of changes) {
    t.equal((await customer.post(url, body)).statusCode, 403, url)
    const before = await app.db.auditEntry.count()
    t.equal((await client.post(url, body)).statusCode, 200, url)
    t.equal(await app.db.auditEntry.count(), before + 1, url)
    t.match(await app.db.auditEntry.findFirst({ orderBy: { id: 'desc' } }), { action, subjectId: '5' })
  }
  const counted = await app.db.auditEntry.findFirst({ where: { action: 'stock.count', subjectId: '5' } })
  t.same(JSON.parse(counted?.changes ?? ''), { on_hand: [51, 40], note: [null, 'Counted'] })

  await t.test('those at the same moment one after another', async (t) => {
    const logged = { action: 'stock.move', subjectId: '5' }
    const { id } = await app.db.auditEntry.findFirstOrThrow({ where: logged, orderBy: { id: 'desc' } })
    const move = { kind: 'received', units: 1, note: 'From Müller' }
    await Promise.all(Array.from({ length: 6 }, () => client.post('/staff/stock/5/move', move)))
    const entries = await app.db.auditEntry.findMany({ where: { ...logged, id: { gt: id } } })
    const steps = entries.map(({ changes }) => JSON.parse(changes).on_hand)
    t.same(
      steps.sort(([one], [other]) => one - other),
      [40, 41, 42, 43, 44, 45].map((before) => [before, before + 1])
    )
  })
})

test('backorder does not end while units are owed, and the form keeps what was typed', async (t) => {
  const url = '/staff/stock/6/rules'
  await client.post(url, { backorder: 'yes', low_at: '', version: (await levelOf(6)).version })
  await takeStock(app.db, [{ goodId: 6, quantity: 3 }], 'order:4', app.stockHooks)
  const { version } = await levelOf(6)
  const refused = await client.submit(url, { low_at: 7, version })
  t.equal(refused.statusCode, 422)
  t.match(refused.body, '<a href="#backorder">Nothing is changed: the stock is -2.</a>')
  t.match(refused.body, 'value="7"')
  t.notMatch(refused.body, ' checked')
  t.match(await levelOf(6), { backorder: true, low_at: null })
})

test('staff in Chinese', async (t) => {
  const app = await stockApp(t, { languages: { urls: { '': 'zh-Hans' } } })
  const client = await staffClient(app)
  const pages = ['/staff', '/staff/stock', '/staff/stock?show=all', '/staff/stock/1', '/staff/stock/import']
  for (const page of pages) t.same(englishIn((await client.visit(page)).body), [], page)
  await client.submit('/staff/stock/1/move', { kind: 'received', units: 12, note: '到货' })
  const { body } = await client.visit('/staff/stock/1')
  for (const text of ['Apples：现有库存 12。', '<td>入库</td>']) t.match(body, text)
  const short = { kind: 'removed', units: 13, note: '损坏' }
  const refused = (await client.submit('/staff/stock/1/move', short)).body
  t.match(refused, '未作修改：库存为 12。')
  for (const page of [body, refused]) t.same(englishIn(page), [])
  const conflict = await client.submit('/staff/stock/1/rules', { backorder: 'yes', version: 0 })
  t.match(conflict.body, '<th scope="row">可预订</th>')
  const { problems } = await checkCsv(app, client, '/staff/stock/import', 'slug,add\n1,-13\n2,x\n')
  t.match(problems, [{ problem: '库存为 12。' }, { problem: '请填写 -1000000 到 1000000 的整数。' }])
  const messages = await recordMessages(app, async () => {
    await client.post('/staff/stock/1/rules', { low_at: 11, version: 1 })
    await takeStock(app.db, [{ goodId: 1, quantity: 1 }], 'order:1', app.stockHooks)
    await app.tasks.runDue(new Date(Date.now() + 48 * 60 * 60_000))
  })
  t.match(messages, [{ subject: '库存不足：Apples', text: '以下商品已售完或库存不多：' }])
})
