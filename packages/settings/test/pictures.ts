import { blueprints } from '@larder/blueprint'
import files from '@larder/files'
import pictures from '@larder/pictures'
import { samplePhoto } from '@larder/pictures/testing'
import session from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import tasks from '@larder/tasks'
import { testApp } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import tap, { test } from 'tap'
import settings, { readPicture } from '../src/index.js'
import settingsStaff from '../src/staff/index.js'

const shop = fp(async (app: FastifyInstance) => {
  const set = app.settings.add({
    name: 'shop',
    label: 'The shop',
    fields: {
      name: { kind: 'text', label: 'Name' },
      logo: { kind: 'picture', label: 'Logo', optional: true }
    },
    defaults: { name: 'Larder', logo: '' }
  })
  app.get('/shop', { name: 'shop' }, async () => set())
})

const app = await testApp(
  tap,
  blueprints,
  session,
  [tasks, { run: false }],
  files,
  staff,
  [pictures, { prefix: '/pictures' }],
  [settings, { maxAge: 0 }],
  shop,
  [settingsStaff, { prefix: '/staff/settings' }]
)
const LOGO = '/staff/settings/shop/pictures/logo'
const client = await staffClient(app)

test('a picture of the settings', async (t) => {
  const read = async () => readPicture((await app.client().get('/shop')).json().logo)
  const owners = async () => (await app.db.fileUse.findMany()).map(({ name, owner }) => `${owner} ${name}`)

  await t.test('is none at first', async (t) => {
    t.same((await client.get(LOGO)).json(), { picture: null })
    t.match((await client.visit(LOGO)).body, 'There is none.')
    t.match((await client.visit('/staff/settings/shop')).body, 'Change «Logo»')
  })

  await t.test('is sent by a form, and its file is kept', async (t) => {
    const sent = await send(await samplePhoto(90, 60, '#102030'), 'text/html')
    t.match(sent, { statusCode: 303, headers: { location: LOGO } })
    const picture = await read()
    t.match(picture, { width: 90, height: 60 })
    t.same(await owners(), [`setting:shop.logo ${picture?.picture}`])
    t.match((await client.visit(LOGO)).body, '-320.webp')
    t.match(await app.db.auditEntry.findFirst(), { action: 'settings.edit', subjectId: 'shop' })
  })

  await t.test('stays when the other fields are saved', async (t) => {
    const before = await read()
    const saved = await client.submit('/staff/settings/shop', { name: 'Anna', version: 1, logo: '' })
    t.equal(saved.statusCode, 303)
    t.match((await app.client().get('/shop')).json(), { name: 'Anna' })
    t.same(await read(), before)
  })

  await t.test('gives way to another one, whose file is kept then', async (t) => {
    t.equal((await send(await samplePhoto(40, 40, '#302010'))).statusCode, 200)
    const picture = await read()
    t.equal(picture?.width, 40)
    t.same(await owners(), [`setting:shop.logo ${picture?.picture}`])
    t.match((await app.client().get('/shop')).json(), { name: 'Anna' })
  })

  await t.test('is refused where it is none, and to customers', async (t) => {
    t.match((await send(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).json(), {
      code: 'PICTURES_ERR_KIND'
    })
    t.equal((await client.get('/staff/settings/shop/pictures/name')).statusCode, 404)
    const customer = await staffClient(app, { role: 'staff' })
    t.equal((await customer.post(`${LOGO}/remove`)).statusCode, 403)
  })

  await t.test('is taken away', async (t) => {
    t.equal((await client.submit(`${LOGO}/remove`)).statusCode, 303)
    t.equal(await read(), undefined)
    t.same(await owners(), [])
  })
})

/** Sends a file as a browser's form does. */
function send(bytes: Buffer, accept = 'application/json') {
  const head =
    '--edge\r\nContent-Disposition: form-data; name="file"; filename="logo.png"\r\n' +
    'Content-Type: application/octet-stream\r\n\r\n'
  return client.request({
    method: 'POST',
    url: `${LOGO}/file`,
    headers: { accept, origin: 'http://localhost', 'content-type': 'multipart/form-data; boundary=edge' },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from('\r\n--edge--\r\n')])
  })
}
