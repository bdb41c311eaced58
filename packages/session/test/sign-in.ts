import { blueprints } from '@larder/blueprint'
import { testApp } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import session, { endSession, flash, listSessions, signIn, signOut, signOutEverywhere } from '../src/index.js'
import visitors from './fixtures/visitors.js'

const ANNA = { id: 1, name: 'Anna', role: 'customer' }
const BEN = { id: 2, name: 'Ben', role: 'customer' }

test('signing in', async (t) => {
  const seen: object[] = []
  let tellAsked = (_goOn: () => void) => {}
  const asked = new Promise<() => void>((resolve) => {
    tellAsked = resolve
  })
  const app = await testApp(t, session, hooks, visitors, late)

  /** Keeps a flash once a test lets it. */
  async function late(app: FastifyInstance) {
    app.post<{ Body: { text: string } }>('/flash-later', async (request, reply) => {
      await new Promise<void>(tellAsked)
      flash(request, request.body.text)
      reply.header('set-cookie', 'other=1')
      return ''
    })
  }

  async function hooks(app: FastifyInstance) {
    app.onSignIn(async (request, user) => {
      const { user: known, session } = request
      seen.push({ known, user, id: session.sessionId, flashes: session.flashes })
      if (user.name === 'Failing') throw new Error('the hook failed')
    })
  }

  await t.test('renews the id, and the old one is worthless', async (t) => {
    const client = app.client()
    const before = (await client.post('/flash', { text: 'a guest' })).cookies[0]?.value
    const after = (await client.post('/sign-in', ANNA)).cookies[0]?.value
    t.ok(before && after)
    t.not(before, after)
    t.same((await client.get('/')).json(), { user: ANNA })
    t.same((await client.get('/flashes')).json(), [], "the guest's session is not carried over")

    const old = { headers: { cookie: `session=${before}` } }
    t.same((await app.inject({ url: '/', ...old })).json(), { user: null })
    t.same((await app.inject({ url: '/flashes', ...old })).json(), [])
  })

  await t.test('leaves one session, of that user', async (t) => {
    await app.db.session.deleteMany()
    const client = app.client()
    await client.post('/flash', { text: 'a guest' })
    t.match(await app.db.session.findMany(), [{ userId: null }])
    await client.post('/sign-in', ANNA)
    t.match(await app.db.session.findMany(), [{ userId: 1 }])
    await client.post('/sign-in', BEN)
    t.match(await app.db.session.findMany(), [{ userId: 2 }])
    t.same((await client.get('/')).json(), { user: BEN })
  })

  await t.test("runs the hooks while the session is still the guest's", async (t) => {
    seen.length = 0
    const client = app.client()
    const id = (await client.post('/flash', { text: 'a guest' })).cookies[0]?.value
    await client.post('/sign-in', ANNA)
    t.same(seen, [{ known: undefined, user: ANNA, id, flashes: ['a guest'] }])
  })

  await t.test('fails with a hook, and the visitor stays the guest that they were', async (t) => {
    const client = app.client()
    await client.post('/flash', { text: 'a guest' })
    await t.rejects(client.post('/sign-in', { id: 3, name: 'Failing' }), new Error('the hook failed'))
    t.same((await client.get('/')).json(), { user: null })
    t.equal(await app.db.session.count({ where: { userId: 3 } }), 0)
    t.same((await client.get('/flashes')).json(), ['a guest'])
  })

  await t.test('is not undone by the cookie of an answer that comes late', async (t) => {
    const client = app.client()
    await client.post('/flash', { text: 'a guest' })
    const [late, goOn] = [client.post('/flash-later', { text: 'late' }), await asked]
    await client.post('/sign-in', ANNA)
    goOn()
    t.same((await late).cookies, [{ name: 'other', value: '1' }])
    t.same((await client.get('/')).json(), { user: ANNA })
  })

  await t.test('on one device leaves the others alone', async (t) => {
    const [phone, laptop] = [app.client(), app.client()]
    await phone.post('/sign-in', ANNA)
    await laptop.post('/sign-in', ANNA)
    await phone.post('/sign-out')
    t.same((await phone.get('/')).json(), { user: null })
    t.same((await laptop.get('/')).json(), { user: ANNA })
  })
})

test('signing out', async (t) => {
  const app = await testApp(t, session, visitors, meanwhile)

  async function meanwhile(app: FastifyInstance) {
    app.get('/ended-meanwhile', async (request) => {
      await app.db.session.deleteMany()
      flash(request, 'too late')
      return ''
    })
    app.post('/sign-in-and-ended', async (request) => {
      await signIn(request, { ...ANNA, role: 'customer' })
      await signOutEverywhere(app.db, ANNA.id)
      flash(request, 'welcome')
      return ''
    })
  }

  await t.test('ends the session in the database and clears the cookie', async (t) => {
    const client = app.client()
    const value = (await client.post('/sign-in', ANNA)).cookies[0]?.value
    t.equal(await app.db.session.count(), 1)
    const left = await client.post('/sign-out')
    t.same(left.json(), { user: null, flashes: [] })
    t.match(left.cookies, [{ name: 'session', value: '', path: '/', maxAge: 0, httpOnly: true }])
    t.equal(await app.db.session.count(), 0)

    const sent = await client.request({ url: '/' })
    t.same(sent.json(), { user: null })
    const kept = await app.inject({ url: '/', headers: { cookie: `session=${value}` } })
    t.same(kept.json(), { user: null }, 'who kept the cookie has nothing')
  })

  await t.test('is not undone by a request that was under way', async (t) => {
    const client = app.client()
    await client.post('/sign-in', ANNA)
    t.equal((await client.get('/ended-meanwhile')).statusCode, 200)
    t.equal(await app.db.session.count(), 0)
    t.same((await client.get('/')).json(), { user: null })
  })

  await t.test('is not undone by the request that has just signed in', async (t) => {
    const client = app.client()
    t.equal((await client.post('/sign-in-and-ended')).statusCode, 200)
    t.equal(await app.db.session.count(), 0)
    t.same((await client.get('/')).json(), { user: null })
  })

  await t.test('is fine where nobody is signed in', async (t) => {
    t.equal((await app.client().post('/sign-out')).statusCode, 200)
  })
})

test('signOutEverywhere ends the sessions of one user on every device', async (t) => {
  const app = await testApp(t, session, visitors)
  const [phone, laptop, bens] = [app.client(), app.client(), app.client()]
  await phone.post('/sign-in', ANNA)
  await laptop.post('/sign-in', ANNA)
  await bens.post('/sign-in', BEN)
  await signOutEverywhere(app.db, ANNA.id)
  t.same((await phone.get('/')).json(), { user: null })
  t.same((await laptop.get('/')).json(), { user: null })
  t.same((await bens.get('/')).json(), { user: BEN })
})

test('the list of sessions', async (t) => {
  const app = await testApp(t, session, visitors)
  const [phone, laptop, bens] = [app.client(), app.client(), app.client()]
  const from = { method: 'POST', url: '/sign-in', payload: ANNA } as const
  await phone.request({ ...from, headers: { 'user-agent': 'Phone/1.0' }, remoteAddress: '203.0.113.9' })
  await laptop.request({ ...from, headers: { 'user-agent': `Laptop/1.0 ${'x'.repeat(1_000)}` } })
  await bens.post('/sign-in', BEN)

  await t.test('has those of one user, with what signed in, from where and when', async (t) => {
    const sessions = await listSessions(app.db, ANNA.id)
    t.match(sessions, [
      { userAgent: /^Laptop\/1.0 x{244}$/, address: '127.0.0.1' },
      { userAgent: 'Phone/1.0', address: '203.0.113.9', begunAt: Date, usedAt: Date }
    ])
    t.equal(sessions.length, 2)
    const [{ id } = { id: '' }] = sessions
    t.same((await app.inject({ url: '/', headers: { cookie: `session=${id}` } })).json(), { user: null })
    await app.db.session.updateMany({ where: { id }, data: { expiresAt: new Date() } })
    t.equal((await listSessions(app.db, ANNA.id)).length, 1, 'and none that is over')
    await app.db.session.delete({ where: { id } })
    await laptop.post('/sign-in', ANNA)
  })

  await t.test('can be shortened by one’s own only', async (t) => {
    const [{ id } = { id: '' }] = await listSessions(app.db, BEN.id)
    t.equal(await endSession(app.db, ANNA.id, id), false)
    t.same((await bens.get('/')).json(), { user: BEN })
    t.equal(await endSession(app.db, BEN.id, id), true)
    t.same((await bens.get('/')).json(), { user: null })
  })

  await t.test('can be shortened to the one of this request', async (t) => {
    const { others } = (await laptop.post('/end-others')).json()
    t.equal(others, 1)
    t.same((await laptop.get('/')).json(), { user: ANNA })
    t.same((await phone.get('/')).json(), { user: null })
  })
})

test('refuseRemovedUser ends the session and asks for another log-in', async (t) => {
  const app = await testApp(t, session, [visitors, { prefix: '/users' }])
  const program = app.client()
  await program.post('/users/sign-in', ANNA)
  t.match((await program.get('/users/removed')).json(), { statusCode: 401, code: 'SESSION_ERR_NO_USER' })
  const browser = app.client()
  await browser.post('/users/sign-in', ANNA)
  t.equal((await browser.visit('/users/removed')).headers.location, '/users/login?next=%2Fusers%2Fremoved')
  t.equal(await app.db.session.count(), 0)
  for (const client of [program, browser]) t.same((await client.get('/users')).json(), { user: null })
})

test('requireUser', async (t) => {
  const app = await testApp(t, [session, { loginRoute: 'users.login' }], [visitors, { prefix: '/users' }])

  await t.test('sends a browser to the login page and, if it was reading, back', async (t) => {
    const client = app.client()
    const page = await client.visit('/users/private?page=2&q=a%20b')
    t.equal(page.statusCode, 303)
    const { pathname, searchParams } = new URL(String(page.headers.location), 'http://localhost')
    t.equal(pathname, '/users/login')
    t.equal(searchParams.get('next'), '/users/private?page=2&q=a%20b')

    const form = await client.submit('/users/private')
    t.equal(form.statusCode, 303)
    t.equal(form.headers.location, '/users/login')
  })

  await t.test('sends it from a form back to the page with the form, if that is on this site', async (t) => {
    const submitFrom = async (referer: string, url = '/users/private') => {
      const headers = { accept: 'text/html', referer }
      return (await app.client().request({ method: 'POST', url, headers })).headers.location
    }
    t.equal(await submitFrom('http://localhost/goods/7?tab=a'), '/users/login?next=%2Fgoods%2F7%3Ftab%3Da')
    t.equal(await submitFrom('http://evil.example/goods'), '/users/login')
    const shownAgain = 'http://localhost/users/private/try?a=b'
    t.equal(await submitFrom(shownAgain, '/users/private/try'), '/users/login', 'unless that is no page')
  })

  await t.test('keeps it below the path of the public URL', async (t) => {
    const publicUrl = new URL('http://example.org/shop')
    const shop = await testApp(
      t,
      [blueprints, { publicUrl }],
      [session, { publicUrl }],
      [visitors, { prefix: '/users' }]
    )
    const submitFrom = async (path: string, url: string) => {
      const headers = { accept: 'text/html', referer: `http://example.org${path}` }
      return (await shop.client().request({ method: 'POST', url, headers })).headers.location
    }
    const login = '/shop/users/login'
    t.equal(await submitFrom('/shop/goods/7', '/users/private'), `${login}?next=%2Fshop%2Fgoods%2F7`)
    for (const path of ['/', '/goods/7', '/shopping']) {
      t.equal(await submitFrom(path, '/users/private'), login, `${path} is another site's`)
    }
    const shownAgain = '/users/private/try'
    t.equal(await submitFrom(`/shop${shownAgain}`, shownAgain), login, 'and the form’s address is no page')
  })

  await t.test('leaves out a way back that is too long to be taken along', async (t) => {
    const url = '/users/private?q='.padEnd(1_000, 'a')
    const next = async (url: string) =>
      new URL(String((await app.client().visit(url)).headers.location), 'http://localhost').searchParams
    t.equal((await next(url)).get('next'), url)
    t.equal((await next(`${url}a`)).get('next'), null)
  })

  await t.test('answers a program 401', async (t) => {
    for (const response of [
      await app.client().get('/users/private'),
      await app.client().post('/users/private'),
      await app.client().get('/users/unguarded')
    ]) {
      t.match(response.json(), { statusCode: 401, code: 'SESSION_ERR_NO_USER' })
    }
  })

  await t.test('lets who is signed in through', async (t) => {
    const client = app.client()
    await client.post('/users/sign-in', ANNA)
    t.same((await client.get('/users/private')).json(), ANNA)
    t.same((await client.visit('/users/private')).json(), ANNA)
  })
})

test('requireRole', async (t) => {
  const app = await testApp(t, session, [visitors, { prefix: '/users' }])

  await t.test('lets through who may do as much or more', async (t) => {
    for (const [role, office, safe] of [
      ['customer', 403, 403],
      ['staff', 200, 403],
      ['admin', 200, 200],
      [undefined, 403, 403]
    ] as const) {
      const client = app.client()
      await client.post('/users/sign-in', { id: 1, name: 'Anna', role })
      t.equal((await client.get('/users/office')).statusCode, office, `${role}`)
      t.equal((await client.get('/users/safe')).statusCode, safe, `${role}`)
    }
  })

  await t.test('says no more than that', async (t) => {
    const client = app.client()
    await client.post('/users/sign-in', ANNA)
    t.match((await client.get('/users/office')).json(), { statusCode: 403, code: 'SESSION_ERR_FORBIDDEN' })
  })

  await t.test('asks who is not signed in to do so', async (t) => {
    t.equal((await app.client().get('/users/office')).statusCode, 401)
    t.equal(
      (await app.client().visit('/users/office')).headers.location,
      '/users/login?next=%2Fusers%2Foffice'
    )
  })
})

test('a flash', async (t) => {
  const app = await testApp(t, session, visitors, farewell)

  async function farewell(app: FastifyInstance) {
    app.post('/leave', async (request) => {
      await signOut(request)
      flash(request, 'See you soon.')
      return { user: request.user ?? null }
    })
  }

  const client = app.client()
  await client.post('/flash', { text: 'Saved.' })
  await client.post('/flash', { text: 'And sent.' })
  t.same((await app.client().get('/flashes')).json(), [], 'is for one visitor')
  t.same((await client.get('/flashes')).json(), ['Saved.', 'And sent.'])
  t.same((await client.get('/flashes')).json(), [], 'is given out once')

  await client.post('/sign-in', ANNA)
  const left = await client.post('/leave')
  t.same(left.json(), { user: null })
  t.same((await client.get('/')).json(), { user: null })
  t.same((await client.get('/flashes')).json(), ['See you soon.'], 'outlives the log-out')
})
