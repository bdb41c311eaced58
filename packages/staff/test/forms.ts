import Fastify from 'fastify'
import tap, { test } from 'tap'
import { addDays, dayOf, lastDays, rangeOfDay, readRows } from '../src/index.js'

const app = Fastify()
tap.teardown(() => app.close())
app.post('/', { preValidation: readRows }, async (request) => request.body)
const read = async (payload: object) => (await app.inject({ method: 'POST', url: '/', payload })).json()

test('rows of a form', async (t) => {
  t.test('are what programs send', async (t) => {
    const form = {
      version: '3',
      'units[1][position]': '7',
      'units[0][position]': '5',
      'units[0][quantity]': '2'
    }
    const units = [{ position: '5', quantity: '2' }, { position: '7' }]
    t.same(await read(form), { version: '3', units })
    t.same(await read({ version: 3, units }), { version: 3, units })
  })

  t.test('leave other names as they are', async (t) => {
    const odd = { 'units[]': '1', 'units[x][y]': '2', 'a[0]': '3', 'units[99999][y]': '4' }
    t.same(await read(odd), odd)
  })
})

test('days where the shop is', async (t) => {
  t.test('begin and end by its clocks, also when summer begins', async (t) => {
    const { from, until } = rangeOfDay('2026-03-29', 'Europe/Berlin')
    t.equal(from.toISOString(), '2026-03-28T23:00:00.000Z')
    t.equal(until.toISOString(), '2026-03-29T22:00:00.000Z')
    t.equal(dayOf(new Date('2026-03-28T23:00:00Z'), 'Europe/Berlin'), '2026-03-29')
    t.equal(dayOf(new Date('2026-03-28T22:59:00Z'), 'Europe/Berlin'), '2026-03-28')
  })

  t.test('are counted over the ends of months', async (t) => {
    const now = new Date('2026-03-01T00:30:00Z')
    t.same(lastDays(3, 'Asia/Tokyo', now), ['2026-02-27', '2026-02-28', '2026-03-01'])
    t.same(lastDays(2, 'America/New_York', now), ['2026-02-27', '2026-02-28'])
    t.equal(addDays('2024-02-28', 1), '2024-02-29')
  })
})
