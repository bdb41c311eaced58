import { blueprints } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import languages from '@larder/languages'
import session from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import tasks from '@larder/tasks'
import { englishIn, testApp } from '@larder/testing'
import tap, { test } from 'tap'
import delivery, { findMethod, releaseSlot, takeSlot } from '../src/index.js'
import deliveryStaff from '../src/staff/index.js'
import { createMethod } from '../src/testing/index.js'

const TIME_ZONE = 'Europe/Berlin'
/** What the staff read. */
const reader: { language?: string } = {}
const app = await testApp(
  tap,
  [blueprints, { languages: { urls: { '': 'en', zh: 'zh-Hans' }, unprefixed: ['/staff'] } }],
  session,
  [languages, { userLanguage: () => reader.language }],
  [tasks, { run: false }],
  staff,
  [delivery, { prefix: '/delivery', timeZone: TIME_ZONE }],
  [
    deliveryStaff,
    { prefix: '/staff/delivery', timeZone: TIME_ZONE, findTaxCategories: async () => ['standard', 'reduced'] }
  ]
)
const { db } = app
const client = await staffClient(app, { role: 'staff' })
const FORM = {
  code: 'van',
  name: 'Our van',
  kind: 'local',
  price: '4.90',
  free_from: '50',
  min_total: '',
  tax: 'proportional',
  tax_category: '',
  position: 3,
  active: 'true',
  areas: 'de 10\r\n\r\nAT\r\nPL 00-9',
  'plans[0][weekday]': 1,
  'plans[0][starts]': '17:00',
  'plans[0][ends]': '20:00',
  'plans[0][cutoff_minutes]': 90,
  'plans[0][capacity]': 5,
  'plans[1][weekday]': '',
  'plans[1][starts]': '',
  'plans[1][ends]': '',
  'plans[1][cutoff_minutes]': '',
  'plans[1][capacity]': ''
}
const auditsOf = async (action: string, id: number) => {
  const rows = await db.auditEntry.findMany({ where: { action, subjectId: `${id}` }, orderBy: { id: 'asc' } })
  return rows.map(({ changes }) => JSON.parse(changes))
}

test('a shop that delivers nowhere is told so', async (t) => {
  const problem = 'no method that is active reaches anybody'
  t.match((await client.visit('/staff')).body, problem)
  const { id } = await createMethod(db, { active: false })
  t.match((await client.visit('/staff')).body, problem)
  await db.deliveryMethod.update({ where: { id }, data: { active: true } })
  t.notMatch((await client.visit('/staff')).body, problem)
  await db.deliveryMethod.delete({ where: { id } })
})

test('a delivery method', async (t) => {
  t.test('is made by a form, once', async (t) => {
    t.match((await client.visit('/staff/delivery/methods/new')).body, 'New delivery method')
    t.equal((await client.submit('/staff/delivery/methods', FORM)).statusCode, 303)
    const again = await client.submit('/staff/delivery/methods', FORM)
    t.equal(again.statusCode, 422)
    t.match(again.body, 'Another method has this code.')
    const [{ id = 0 } = {}] = await db.deliveryMethod.findMany({ where: { code: 'van' } })
    t.match(await findMethod(db, id), {
      price: 490,
      freeFrom: 5_000,
      minTotal: null,
      active: true,
      areas: [
        { country: 'AT', postalPrefix: '' },
        { country: 'DE', postalPrefix: '10' },
        { country: 'PL', postalPrefix: '009' }
      ],
      plans: [{ weekday: 1, starts: '17:00', cutoffMinutes: 90, capacity: 5 }]
    })
    t.match(await auditsOf('delivery.add', id), [{ price: [null, 490] }])
    const slot = await db.deliverySlot.findFirst({ where: { methodId: id } })
    t.ok(slot, 'its times are there')
  })

  t.test('is made once where its form is sent several times at once', async (t) => {
    const atOnce = <Answer>(ask: () => Promise<Answer>) => Promise.all([1, 2, 3, 4].map(ask))
    // Opens the connections: else the first form is saved before the second is checked.
    await atOnce(() => inTransaction(db, (tx) => tx.$queryRaw`SELECT 1`))
    const form = { ...FORM, code: 'bike' }
    const sent = await atOnce(() => client.submit('/staff/delivery/methods', form))
    t.same(sent.map(({ statusCode }) => statusCode).sort(), [303, 422, 422, 422])
    for (const { body } of sent.filter(({ statusCode }) => statusCode === 422))
      t.match(body, '<a href="#code">Another method has this code.</a>')
  })

  await t.test('gets no tax category but those that have a rate, or its own', async (t) => {
    const taxed = { ...FORM, tax: 'category', tax_category: 'reducd', code: 'taxed' }
    const refused = await client.post('/staff/delivery/methods', taxed)
    t.equal(refused.statusCode, 422)
    t.match(refused.json().problems, { tax_category: /^There is no tax rate .*: standard,? and reduced\.$/ })
    const made = await client.post('/staff/delivery/methods', { ...taxed, tax_category: 'reduced' })
    t.equal(made.statusCode, 201)
    const { id, version } = made.json()
    await db.deliveryMethod.update({ where: { id }, data: { taxCategory: 'former' } })
    const kept = { ...taxed, tax_category: 'former', version }
    t.equal((await client.post(`/staff/delivery/methods/${id}`, kept)).statusCode, 200)
    await db.deliveryMethod.delete({ where: { id } })
  })

  t.test('tells what is wrong, and keeps what was typed', async (t) => {
    const wrong = { ...FORM, code: 'Van', price: '4,90', areas: 'Germany' }
    const { statusCode, body } = await client.submit('/staff/delivery/methods', wrong)
    t.equal(statusCode, 422)
    t.match(body, 'Please check 2 fields')
    t.match(body, 'value="4,90"')
    t.match(body, '«Germany» is no area')
    const backwards = await client.submit('/staff/delivery/methods', { ...FORM, 'plans[0][ends]': '16:00' })
    t.match(
      backwards.body,
      /<div id="plans"[^>]* aria-describedby="plans-hint plans-problem" aria-invalid="true">/
    )
    const { problems } = (
      await client.post('/staff/delivery/methods', { ...FORM, code: 'Van', plans: [] })
    ).json()
    t.match(problems, { code: String })
  })

  t.test('is changed once: the other form is told', async (t) => {
    const { id, version } = await createMethod(db, { name: 'Post' })
    const url = `/staff/delivery/methods/${id}`
    const read = await client.get(url)
    t.equal(read.headers.etag, `"${version}"`)
    const method = read.json()
    t.equal((await client.post(url, { ...method, price: '5.90' })).statusCode, 200)
    t.match(await auditsOf('delivery.edit', id), [{ price: [490, 590] }])
    const form = { ...FORM, code: method.code, name: 'Parcels', version }
    const late = await client.submit(url, form)
    t.equal(late.statusCode, 409)
    t.match(late.body, '<td class="text">Parcels</td><td class="text">Post</td>')
    t.match(late.body, '<input type="hidden" name="plans[0][starts]" value="17:00">')
    t.equal((await client.submit(url, { ...form, version: version + 1 })).statusCode, 303)
    t.match(await findMethod(db, id), { name: 'Parcels', plans: [{ starts: '17:00' }] })
    t.equal((await client.get('/staff/delivery/methods/2000000000')).statusCode, 404)
  })

  t.test('is for staff', async (t) => {
    const customer = await staffClient(app, { role: 'customer' })
    t.equal((await customer.get('/staff/delivery')).statusCode, 403)
    t.equal((await customer.post('/staff/delivery/methods', {})).statusCode, 403)
  })
})

test('the staff’s pages in Chinese', async (t) => {
  const plan = { starts: '17:00', ends: '20:00', cutoffMinutes: 0, capacity: 5 }
  const plans = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ ...plan, weekday }))
  const { id } = await createMethod(db, { name: '自行车', kind: 'local', plans }, { timeZone: TIME_ZONE })
  reader.language = 'zh-Hans'
  t.teardown(() => {
    reader.language = undefined
  })
  const list = (await client.visit('/staff/delivery')).body
  t.match(list, /<h1>配送<[\s\S]*自行车[\s\S]*本店配送[\s\S]*€4\.90[\s\S]*<h3>\d+年\d+月\d+日</)
  const form = (await client.visit(`/staff/delivery/methods/${id}`)).body
  t.match(form, /<option value="1" selected>星期一<[\s\S]*截止下单/)
  const wrong = { ...FORM, code: 'Van', areas: 'Germany' }
  const refused = (await client.submit('/staff/delivery/methods', wrong)).body
  t.match(refused, '“Germany”不是有效的配送范围')
  const again = {
    ...FORM,
    code: 'boat',
    'plans[1][weekday]': 1,
    'plans[1][starts]': '17:00',
    'plans[1][ends]': '18:00'
  }
  t.match((await client.submit('/staff/delivery/methods', again)).body, '星期一 17:00 的时段重复了。')
  for (const body of [list, form]) t.same(englishIn(body.replaceAll(/Our van|The cart/g, '')), [])
})

test('a delivery time', async (t) => {
  const plan = { starts: '17:00', ends: '20:00', cutoffMinutes: 0, capacity: 5 }
  const plans = Array.from({ length: 7 }, (_, day) => ({ ...plan, weekday: day + 1 }))
  const { id: methodId } = await createMethod(db, { name: 'The cart', plans }, { timeZone: TIME_ZONE })
  const slots = await db.deliverySlot.findMany({ where: { methodId }, orderBy: { startsAt: 'asc' } })
  const [slot, other, another] = [slots[3], slots[5], slots[6]]
  if (!slot || !other || !another) throw new Error('There are no delivery times.')

  t.test('takes more or fewer orders, and no fewer than have it', async (t) => {
    const { body } = await client.visit('/staff/delivery')
    t.match(body, 'Orders at most, The cart')
    t.notMatch(body, 'undefined')
    const url = `/staff/delivery/slots/${slot.id}`
    t.equal((await client.submit(url, { capacity: 7, seen: 5 })).statusCode, 303)
    const late = await client.submit(url, { capacity: 6, seen: 5 })
    t.equal(late.statusCode, 409)
    t.match(late.body, '<td class="text">6</td><td class="text">7</td>')
    t.match(late.body, '<input type="hidden" name="seen" value="7">')
    t.equal((await client.post(url, { capacity: 6, seen: 5 })).statusCode, 409)
    await db.deliverySlot.update({ where: { id: slot.id }, data: { taken: 2 } })
    t.equal((await client.post(url, { capacity: 1, seen: 7 })).statusCode, 422)
    t.match(await auditsOf('delivery.change-slot', slot.id), [{ capacity: [5, 7] }])
    t.equal((await client.post('/staff/delivery/slots/2000000000', { capacity: 1, seen: 7 })).statusCode, 404)
  })

  t.test('is closed with its day, but for the orders that have it', async (t) => {
    await db.deliverySlot.update({ where: { id: other.id }, data: { capacity: 7, taken: 2 } })
    const { times } = (await client.get('/staff/delivery')).json()
    const { day: date } = times.find(({ id }: { id: number }) => id === other.id)
    await client.post('/staff/delivery/close-day', { date })
    await client.submit('/staff/delivery/close-day', { date })
    t.match(await db.deliverySlot.findUnique({ where: { id: other.id } }), { capacity: 0, taken: 2 })
    t.match(await db.deliverySlot.findUnique({ where: { id: another.id } }), { capacity: 5 })
    t.same(await auditsOf('delivery.close-day', other.id), [{ capacity: [7, 0], day: [null, date] }])
  })

  t.test('that is closed is called so, and opens with another number', async (t) => {
    const closedTimes = async () =>
      (await client.visit('/staff/delivery')).body.match(/<span class="state">closed</g)?.length ?? 0
    const before = await closedTimes()
    const url = `/staff/delivery/slots/${another.id}`
    await db.deliverySlot.update({ where: { id: another.id }, data: { taken: 2 } })
    t.equal((await client.submit(url, { capacity: 0, seen: 5 })).statusCode, 303)
    t.equal(await closedTimes(), before + 1)
    t.same(await releaseSlot(db, another.id), { outcome: 'released' })
    const take = () => takeSlot(db, another.id, new Date())
    t.same(await take(), { outcome: 'slot-gone' })
    t.equal((await client.submit(url, { capacity: 4, seen: 0 })).statusCode, 303)
    t.equal(await closedTimes(), before)
    t.same(await take(), { outcome: 'taken' })
    t.match(await auditsOf('delivery.change-slot', another.id), [{ capacity: [5, 0] }, { capacity: [0, 4] }])
  })
})
