import { staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { staffApp } from './fixtures/staff-app.js'

const { app, client, db } = await staffApp(tap)

test('a shop in a country without a tax rate', async (t) => {
  const admin = await staffClient(app)
  const problem = /What keeps the shop from selling[\s\S]*Germany has no rate, so nothing is delivered there/
  const fromAt = new Date(Date.now() + 60_000)
  await db.taxRate.create({ data: { country: 'DE', category: 'standard', fromAt, rate: 190_000 } })
  t.match((await admin.visit('/staff')).body, problem, 'one that is to come is none yet')
  await db.taxRate.updateMany({ where: { country: 'DE' }, data: { fromAt: new Date(0) } })
  t.notMatch((await admin.visit('/staff')).body, 'Germany')
  await db.taxRate.deleteMany({ where: { country: 'DE' } })
})

test('tax rates', async (t) => {
  const admin = await staffClient(app)
  const from = '2040-01-01'

  t.test('begin on a day, and go again before it', async (t) => {
    const rate = { country: 'NL', category: 'standard', percent: '21', from }
    const { rates } = (await admin.post('/staff/tax', rate)).json()
    t.same(rates, [{ country: 'NL', category: 'standard', from, rate: 210_000, state: 'to come' }])
    const [row] = await db.taxRate.findMany({ where: { country: 'NL' } })
    t.equal(row?.fromAt.toISOString(), '2039-12-31T23:00:00.000Z')
    t.match((await admin.visit('/staff/tax')).body, 'Netherlands')
    t.match((await admin.post('/staff/tax', rate)).json(), { problems: { from: String } })
    const removed = { country: 'NL', category: 'standard', from }
    t.same((await admin.post('/staff/tax/remove', removed)).json(), { rates: [] })
    t.equal((await admin.post('/staff/tax/remove', removed)).statusCode, 422)
    const entries = await db.auditEntry.findMany({ where: { subjectType: 'tax-rate' } })
    t.same(
      entries.map(({ action }) => action),
      ['tax.add', 'tax.remove']
    )
  })

  t.test('are never those of the past, nor nonsense', async (t) => {
    const wrong = { country: 'XX', category: 'Über', percent: '100', from: '2020-01-01' }
    const { statusCode, body } = await admin.submit('/staff/tax', wrong)
    t.equal(statusCode, 422)
    t.match(body, 'Please check 4 fields')
    t.match(body, 'value="Über"')
  })

  t.test('are for admins', async (t) => {
    t.equal((await client.get('/staff/tax')).statusCode, 403)
  })
})
