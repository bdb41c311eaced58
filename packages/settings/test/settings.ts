import { blueprints } from '@larder/blueprint'
import session from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import { countQueries, type TestApp, testApp } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { test } from 'tap'
import settings from '../src/index.js'
import settingsStaff from '../src/staff/index.js'

const shop = fp(async (app: FastifyInstance) => {
  const seller = app.settings.add({
    name: 'seller',
    label: 'The seller',
    fields: {
      name: { kind: 'text', label: 'Name' },
      address: { kind: 'lines', label: 'Address', optional: true },
      open: { kind: 'flag', label: 'The shop is open' },
      currency: {
        kind: 'choice',
        label: 'Currency',
        choices: () => [
          ['EUR', 'Euro'],
          ['USD', 'Dollar']
        ],
        locked: async () => (app.hasDecorator('sold') ? 'There are orders in it.' : undefined)
      },
      vat: {
        kind: 'text',
        label: 'VAT number',
        optional: true,
        check: (text: string) => (/^[A-Z]{2}/.test(text) ? undefined : 'It begins with two letters.')
      }
    },
    defaults: { name: 'Larder', address: ['Marktstraße 1'], open: true, currency: 'EUR', vat: '' }
  })
  app.get('/seller', { name: 'seller' }, async () => seller())
  app.get('/impersonal', { config: { impersonal: true } }, async () => seller())
})

async function makeApp(
  t: Parameters<typeof testApp>[0],
  options = {},
  ...more: Parameters<typeof testApp>[1][]
) {
  return testApp(
    t,
    blueprints,
    session,
    staff,
    [settings, { maxAge: 0, ...options }],
    shop,
    [settingsStaff, { prefix: '/staff/settings' }],
    ...more
  )
}

test('an e-mail address is asked for in a field of its own', async (t) => {
  const office = fp(async (app: FastifyInstance) => {
    const fields = { reply: { kind: 'email', label: 'Replies go to', maxLength: 254 } } as const
    app.settings.add({ name: 'office', label: 'The office', fields, defaults: { reply: 'a@example.org' } })
  })
  const app = await makeApp(t, {}, office)
  const { body } = await (await staffClient(app)).visit('/staff/settings/office')
  t.match(body, /<input id="reply" name="reply" type="email" value="a@example\.org"/)
})

test('a setting', async (t) => {
  const app = await makeApp(t)
  const client = await staffClient(app)
  const read = async (url = '/seller') => (await client.get(url)).json()

  await t.test('is what the code says until the owner sets it', async (t) => {
    t.same(await read(), { name: 'Larder', address: ['Marktstraße 1'], open: true, currency: 'EUR', vat: '' })
    const set = await client.post('/staff/settings/seller', { name: 'Anna’s 菜', version: 0 })
    t.equal(set.statusCode, 200)
    t.match(await read(), { name: 'Anna’s 菜', address: ['Marktstraße 1'], open: true })
  })

  await t.test('follows the code again where it is set to the same', async (t) => {
    await client.post('/staff/settings/seller', { name: 'Larder', version: 1 })
    const row = await app.db.setting.findUniqueOrThrow({ where: { name: 'seller' } })
    t.equal(row.value, '{}')
  })

  await t.test('is set by a form, with its unchecked boxes', async (t) => {
    const fields = {
      name: 'Anna',
      address: ' Am Markt 2 \r\n\r\n10115 Berlin',
      currency: 'EUR',
      vat: '',
      version: 2
    }
    const { statusCode, headers } = await client.submit('/staff/settings/seller', fields)
    t.match({ statusCode, headers }, { statusCode: 303, headers: { location: '/staff/settings/seller' } })
    t.match(await read(), { address: ['Am Markt 2', '10115 Berlin'], open: false })
    const { body } = await client.visit('/staff/settings/seller')
    t.match(body, '>\nAm Markt 2\n10115 Berlin</textarea>')
    t.match(body, '<input type="hidden" name="version" value="3">')
    t.match(body, 'id="name" name="name"')
    t.notMatch(body, 'undefined')
  })

  await t.test('has its audit entry', async (t) => {
    const { entries } = (await client.get('/staff/log?subject_type=settings')).json()
    t.match(entries[0], { action: 'settings.edit', subject_id: 'seller', changes: { open: [true, false] } })
    t.equal(entries[0].changes.currency, undefined)
  })

  await t.test('that is wrong is refused with what is wrong, and kept in the form', async (t) => {
    const { statusCode, body } = await client.submit('/staff/settings/seller', {
      ...{ name: '', address: 'x'.repeat(201), currency: 'XXX', vat: '1 <b>', version: 3 }
    })
    t.equal(statusCode, 422)
    t.match(body, 'Please check 4 fields')
    t.match(body, 'value="1 &lt;b&gt;"')
    t.match((await client.post('/staff/settings/seller', { name: 'a\0b', version: 3 })).json(), {
      problems: { name: String }
    })
    t.equal((await client.get('/staff/settings/nothing')).statusCode, 404)
  })

  await t.test('that two people change is asked about', async (t) => {
    const { statusCode, body } = await client.submit('/staff/settings/seller', {
      name: 'Ben',
      currency: 'EUR',
      version: 1
    })
    t.equal(statusCode, 409)
    t.match(body, '<td class="text">Ben</td><td class="text">Anna</td>')
    const first = ['Carl', 'Dora'].map((name) => client.post('/staff/settings/seller', { name, version: 3 }))
    const codes = (await Promise.all(first)).map((response) => response.statusCode)
    t.same(codes.sort(), [200, 409])
  })

  await t.test('that another version of the shop wrote counts for nothing', async (t) => {
    const value = JSON.stringify({ name: 7, address: 'no list', currency: 'DEM', gone: true, open: true })
    await app.db.setting.update({ where: { name: 'seller' }, data: { value } })
    t.match(await read(), { name: 'Larder', address: ['Marktstraße 1'], currency: 'EUR', open: true })
  })
})

test('a setting that is locked', async (t) => {
  const app = await makeApp(
    t,
    {},
    fp(async (app: FastifyInstance) => void app.decorate('sold', true))
  )
  const client = await staffClient(app)
  const other = await client.post('/staff/settings/seller', { currency: 'USD', version: 0 })
  t.match(other.json(), { problems: { currency: 'There are orders in it.' } })
  t.equal(
    (await client.post('/staff/settings/seller', { currency: 'EUR', name: 'Anna', version: 0 })).statusCode,
    200
  )
})

test('the settings of several instances', async (t) => {
  const app = await makeApp(t)
  await set(app, { name: 'Anna' })
  t.equal((await app.client().get('/seller')).json().name, 'Anna', 'another instance sees what one has set')
})

test('the cost of settings', async (t) => {
  const app = await makeApp(t, { maxAge: 60_000 })
  const client = app.client()
  // Opens a connection: a request waits for the settings no longer than a busy machine takes for that.
  await app.db.setting.count()
  t.equal(await countQueries(() => client.get('/impersonal')), 0, 'none for what is the same for everybody')
  const first = () => Promise.all([client.get('/seller'), client.get('/seller'), client.get('/seller')])
  t.equal(await countQueries(first), 1, 'one query for all who wait')
  t.equal(await countQueries(() => client.get('/seller')), 0, 'and none while they are fresh')
})

test('settings that cannot be read', async (t) => {
  const app = await makeApp(t)
  await set(app, { name: 'Anna' })
  t.equal((await app.client().get('/seller')).json().name, 'Anna')
  await app.db.$executeRawUnsafe('ALTER TABLE settings RENAME TO gone')
  t.equal((await app.client().get('/seller')).json().name, 'Anna', 'are as they were')
})

/** As another instance does. */
async function set(app: TestApp, values: object): Promise<void> {
  await app.db.setting.create({ data: { name: 'seller', value: JSON.stringify(values) } })
}
