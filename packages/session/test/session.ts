import { createHash } from 'node:crypto'
import database from '@larder/database'
import { countQueries, freshDatabase, PATIENT, type TestClient, testApp } from '@larder/testing'
import Fastify from 'fastify'
import { test } from 'tap'
import session, { listSessions } from '../src/index.js'
import visitors from './fixtures/visitors.js'

const ANNA = { id: 1, name: 'Anna', role: 'customer' }

test('an option of another type is refused at boot', async (t) => {
  const app = Fastify().register(database, { url: 'postgresql://larder@127.0.0.1:1/none' })
  t.teardown(() => app.close())
  // As in JavaScript, where text is given for a URL object.
  app.register(
    session,
    Object.assign({ publicUrl: new URL('https://shop.example') }, { publicUrl: 'https://shop.example' })
  )
  await t.rejects(async () => app.ready(), {
    code: 'BLUEPRINT_ERR_OPTION',
    message: /'publicUrl' of @larder\/session must be a URL/
  })
})

test('a session', async (t) => {
  const app = await testApp(t, session, visitors)
  const expiry = async () => (await app.db.session.findFirstOrThrow()).expiresAt

  async function signInAfresh(client: TestClient): Promise<Date | undefined> {
    await app.db.session.deleteMany()
    return (await client.post('/sign-in', ANNA)).cookies[0]?.expires
  }

  await t.test('costs an anonymous visitor no query and no cookie', async (t) => {
    const client = app.client()
    const visits = async () => {
      for (const url of ['/', '/flashes', '/login', '/lost']) {
        t.equal((await client.visit(url)).headers['set-cookie'], undefined)
      }
      t.equal((await client.post('/')).statusCode, 404)
    }
    t.equal(await countQueries(visits), 0)
    t.ok(await countQueries(() => client.post('/flash', { text: 'kept' })), 'what is kept is counted')
    t.ok(await countQueries(() => client.get('/')), 'and what is looked up')
  })

  await t.test('begins when there is something to keep, and is found again', async (t) => {
    const client = app.client()
    const { cookies } = await client.post('/flash', { text: 'kept' })
    t.match(cookies, [{ name: 'session', path: '/', httpOnly: true, sameSite: 'Lax' }])
    t.notOk(cookies[0]?.secure)
    t.equal(
      (await client.get('/')).headers['set-cookie'],
      undefined,
      'it is not written when nothing changed'
    )
    t.same((await client.get('/flashes')).json(), ['kept'])
  })

  await t.test('is stored under a hash of its id, and nowhere is the id', async (t) => {
    await app.db.session.deleteMany()
    const { cookies } = await app.client().post('/sign-in', ANNA)
    const value = cookies[0]?.value ?? ''
    t.match(value, /^[\w-]{32}$/)
    const rows = await app.db.session.findMany()
    t.match(rows, [{ id: createHash('sha256').update(value).digest('base64url'), userId: 1 }])
    t.notOk(JSON.stringify(rows).includes(value))
    const stolen = await app.inject({ url: '/', headers: { cookie: `session=${rows[0]?.id}` } })
    t.same(stolen.json(), { user: null })
  })

  await t.test('lasts fourteen days from when it was last used, and thirty in all', async (t) => {
    const client = app.client()
    const began = await signInAfresh(client)
    t.equal(daysUntil(await expiry()), 14)
    await app.db.session.updateMany({ data: { usedAt: ago(5) } })
    await client.get('/')
    t.equal(daysUntil(await expiry()), 14, 'whoever only reads uses it')
    await app.db.session.updateMany({ data: { createdAt: ago(20), usedAt: ago(5) } })
    await client.get('/')
    t.equal(daysUntil(await expiry()), 10)
    await app.db.session.updateMany({ data: { createdAt: ago(29) } })
    await client.post('/flash', { text: 'written' })
    t.equal(daysUntil(await expiry()), 1)
    t.ok(daysUntil(began) >= 30, 'and the cookie does not end before')
  })

  await t.test('is not looked for where the answer is the same for everybody', async (t) => {
    const client = app.client()
    await signInAfresh(client)
    const asked = async () => t.same((await client.get('/impersonal')).json(), { user: null })
    t.equal(await countQueries(asked), 0)
    t.same((await client.get('/')).json(), { user: ANNA }, 'and it is there as before')
  })

  await t.test('keeps what one signed-in visitor sees from the next at this browser', async (t) => {
    const client = app.client()
    t.not((await client.get('/')).headers['cache-control'], 'no-store')
    await client.post('/sign-in', ANNA)
    for (const url of ['/', '/cached', '/lost'])
      t.equal((await client.get(url)).headers['cache-control'], 'no-store', url)
    t.equal((await client.get('/impersonal')).headers['cache-control'], 'public')
    await client.post('/sign-out')
    t.equal((await client.get('/cached')).headers['cache-control'], 'public')
  })

  await t.test('has its cookie cleared once it is over', async (t) => {
    const client = app.client()
    await signInAfresh(client)
    await app.db.session.deleteMany()
    const cleared = { name: 'session', value: '', path: '/', httpOnly: true, maxAge: 0 }
    t.match((await client.get('/')).cookies, [cleared])
    t.equal(await countQueries(() => client.get('/')), 0)
  })

  await t.test('is told when it is used, but not at every request', async (t) => {
    const client = app.client()
    await signInAfresh(client)
    t.equal(await countQueries(() => client.get('/')), 1)
    await app.db.session.updateMany({ data: { usedAt: new Date(Date.now() - 6 * 60_000) } })
    t.equal(await countQueries(() => client.get('/')), 2)
    t.equal(await countQueries(() => client.get('/')), 1)
  })

  await t.test('is not honoured when it has expired', async (t) => {
    await app.db.session.deleteMany()
    const client = app.client()
    await client.post('/sign-in', ANNA)
    t.same((await client.get('/')).json(), { user: ANNA })
    await app.db.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
    t.same((await client.get('/')).json(), { user: null })
  })

  await t.test('is over when its row cannot be read', async (t) => {
    for (const data of ['', '[]', '{"user":{"id":"1","name":"Anna"}}', '{"flashes":"kept"}']) {
      const client = app.client()
      await signInAfresh(client)
      await app.db.session.updateMany({ data: { data } })
      const { cookies, json, statusCode } = await client.get('/')
      t.equal(statusCode, 200, data)
      t.same(json(), { user: null })
      t.match(cookies, [{ name: 'session', value: '' }])
      t.match(await listSessions(app.db, ANNA.id), [{ userAgent: undefined }], 'and can be ended')
    }
  })

  await t.test('from before there were roles is that of a customer', async (t) => {
    const client = app.client()
    await signInAfresh(client)
    await app.db.session.updateMany({ data: { data: '{"user":{"id":1,"name":"Anna"}}' } })
    t.same((await client.get('/')).json(), { user: ANNA })
  })

  await t.test('is not had by a forged or malformed cookie', async (t) => {
    const malformed = [
      '',
      'x',
      '%',
      '%00',
      'x'.repeat(31),
      'x'.repeat(33),
      `${'x'.repeat(31)}'`,
      '"',
      '{}',
      'null'
    ]
    const unknown = ['x'.repeat(32), '_'.repeat(32)]
    for (const value of [...malformed, ...unknown, 'x'.repeat(8_000)]) {
      const response = await app.inject({ url: '/', headers: { cookie: `session=${value}` } })
      t.equal(response.statusCode, 200, value)
      t.same(response.json(), { user: null })
    }
    const sent = (values: string[]) => async () => {
      for (const value of values) await app.inject({ url: '/', headers: { cookie: `session=${value}` } })
    }
    t.equal(await countQueries(sent(malformed)), 0, 'what cannot be an id is not looked up')
    t.equal(await countQueries(sent(unknown)), unknown.length)
  })

  await t.test('never takes an id that the visitor chose', async (t) => {
    const chosen = 'x'.repeat(32)
    const headers = { cookie: `session=${chosen}` }
    const { cookies } = await app.inject({ method: 'POST', url: '/sign-in', payload: ANNA, headers })
    t.not(cookies[0]?.value, chosen)
    t.same((await app.inject({ url: '/', headers })).json(), { user: null })
  })

  await t.test('is protected from other sites', async (t) => {
    const options = { method: 'POST', url: '/sign-in', payload: ANNA } as const
    const response = await app.client().request({ ...options, headers: { 'sec-fetch-site': 'cross-site' } })
    t.match(response.json(), { statusCode: 403, code: 'SESSION_ERR_FOREIGN_ORIGIN' })
    t.equal(
      (await app.client().submit('/flash', { text: 'kept' })).statusCode,
      200,
      'a form of the same site gets through'
    )
  })
})

test('a secure session', async (t) => {
  // As behind a proxy that ends TLS and says nothing of it.
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(database, { url: await freshDatabase(t), ...PATIENT })
  const publicUrl = new URL('https://shop.example')
  app.register(session, { publicUrl, absoluteTimeout: 60_000 }).register(visitors)
  const ask = (url: string, payload: object, headers = {}) =>
    app.inject({ method: 'POST', url, payload, headers })

  const { cookies } = await ask('/sign-in', ANNA)
  const attributes = { name: '__Host-session', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' }
  t.match(cookies, [attributes])
  t.equal(cookies[0]?.domain, undefined, '__Host- forbids a domain')
  t.ok(Number(cookies[0]?.expires) <= Date.now() + 60_000)
  const { value } = cookies[0] ?? {}
  const known = async (name: string) =>
    (await app.inject({ url: '/', headers: { cookie: `${name}=${value}` } })).json().user
  t.same(await known('__Host-session'), ANNA)
  t.equal(await known('session'), null, 'a cookie that a sibling domain can set counts for nothing')

  const left = await ask('/sign-out', {}, { cookie: `__Host-session=${value}` })
  const cleared = { ...attributes, value: '', maxAge: 0 }
  t.match(left.cookies, [cleared], 'a browser clears it only so')
  for (const stale of [value, 'A'.repeat(32), 'no id']) {
    const headers = { 'x-forwarded-proto': 'https', cookie: `__Host-session=${stale}` }
    t.match(
      (await app.inject({ url: '/', headers })).cookies,
      [cleared],
      'one that is over is cleared so too'
    )
    const again = (await ask('/sign-in', ANNA, headers)).cookies
    t.match(again, [{ ...attributes, value: /^[\w-]{32}$/ }])
    t.equal(again.length, 1, 'unless another begins')
  }
})

const DAY = 86_400_000

function daysUntil(date: Date | undefined): number {
  return Math.round((Number(date) - Date.now()) / DAY)
}

function ago(days: number): Date {
  return new Date(Date.now() - days * DAY)
}

test('an app that has one of the names already is told at boot', async (t) => {
  const url = await freshDatabase(t)
  for (const name of [
    'request.session',
    'request.user',
    'app.decryptSession',
    'app.onSignIn',
    'app.onSessionsEnd',
    'app.onAddressProved'
  ]) {
    const app = Fastify()
    t.teardown(() => app.close())
    const [place, key = ''] = name.split('.')
    if (place === 'app') app.decorate(key, null)
    else app.decorateRequest(key, null)
    app.register(database, { url }).register(session)
    await t.rejects(async () => void (await app.ready()), {
      code: 'BLUEPRINT_ERR_DECORATION_TAKEN',
      message: `@larder/session adds '${name}', which the app has already`
    })
  }
})
