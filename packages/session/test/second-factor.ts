import { once } from 'node:events'
import { testApp } from '@larder/testing'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { test } from 'tap'
import session, { requireRole } from '../src/index.js'
import visitors from './fixtures/visitors.js'

const ANNA = { id: 1, name: 'Anna', role: 'admin' }
const QUARTER = 15 * 60_000

test('requireSecondFactor', async (t) => {
  const publicUrl = new URL('http://shop.example')
  const app = await testApp(t, [session, { publicUrl }], [visitors, { prefix: '/users' }])
  const signedIn = async () => {
    const client = app.client()
    await client.post('/users/sign-in', ANNA)
    return client
  }

  await t.test('lets through who gave it within the time', async (t) => {
    const client = await signedIn()
    for (const [age, status] of [
      [0, 200],
      [QUARTER - 60_000, 200],
      [QUARTER + 1, 403]
    ] as const) {
      await client.post('/users/second-factor', { age })
      t.equal((await client.get('/users/vault')).statusCode, status, `${age}`)
    }
  })

  await t.test('answers a program 403', async (t) => {
    const client = await signedIn()
    for (const response of [await client.get('/users/vault'), await client.post('/users/vault')])
      t.match(response.json(), { statusCode: 403, code: 'SESSION_ERR_SECOND_FACTOR' })
  })

  await t.test('sends a browser to the page that asks, and back', async (t) => {
    const page = await (await signedIn()).visit('/users/vault?page=2')
    t.equal(page.statusCode, 303)
    t.equal(page.headers.location, '/users/second-factor?next=%2Fusers%2Fvault%3Fpage%3D2')
  })

  await t.test('sends a form back to the page that it was on, if that is on this site', async (t) => {
    const client = await signedIn()
    const submitFrom = async (referer?: string) => {
      const headers = { accept: 'text/html', ...(referer && { referer }) }
      return (await client.request({ method: 'POST', url: '/users/vault', headers })).headers.location
    }
    t.equal(
      await submitFrom('http://shop.example/goods/7?tab=a'),
      '/users/second-factor?next=%2Fgoods%2F7%3Ftab%3Da'
    )
    const longest = `http://shop.example/${'a'.repeat(999)}`
    t.match(await submitFrom(longest), /next=/)
    for (const referer of [
      undefined,
      'nonsense',
      'http://evil.example/goods',
      'https://shop.example/',
      `${longest}a`
    ])
      t.equal(await submitFrom(referer), '/users/second-factor', referer ?? 'no referer')
  })

  await t.test('asks who is not signed in to do so first', async (t) => {
    t.match((await app.client().get('/users/vault')).json(), { statusCode: 401, code: 'SESSION_ERR_NO_USER' })
    t.equal((await app.client().visit('/users/vault')).headers.location, '/users/login?next=%2Fusers%2Fvault')
  })

  await t.test('asks again after another log-in', async (t) => {
    const client = await signedIn()
    await client.post('/users/second-factor', { age: 0 })
    await client.post('/users/sign-in', ANNA)
    t.equal((await client.get('/users/vault')).statusCode, 403)
  })
})

test('a guard that is called without its callback lets nobody through', async (t) => {
  const byHand = async (app: FastifyInstance) => {
    const preHandler = async (request: FastifyRequest, reply: FastifyReply) =>
      Reflect.apply(requireRole('staff'), undefined, [request, reply])
    app.get('/by-hand', { preHandler }, async () => 'the office')
  }
  const app = await testApp(t, session, [visitors, { prefix: '/users' }], byHand)
  await t.rejects(app.client().get('/by-hand'), {
    code: 'SESSION_ERR_GUARD_CALLED',
    message: /guardBy.*loginFirst/
  })
})

test('a guard holds for who hangs up before its answer, too', async (t) => {
  let opened = 0
  const impatience = fp(async (app: FastifyInstance) => {
    app.addHook('preHandler', async ({ url }) => {
      if (url === '/users/vault') opened++
    })
    app.addHook('onSend', async (request, reply) => {
      if (!request.headers['x-hangs-up']) return
      request.raw.socket.destroy()
      await once(reply.raw, 'close')
    })
  })
  const app = await testApp(t, session, impatience, [visitors, { prefix: '/users' }])
  const signIn = await app.client().post('/users/sign-in', ANNA)
  const [cookie = ''] = String(signIn.headers['set-cookie']).split(';')
  const address = await app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { cookie, accept: 'text/html', 'x-hangs-up': 'yes' }
  await t.rejects(fetch(`${address}/users/vault`, { method: 'POST', headers }))
  t.equal((await fetch(`${address}/users/login`)).status, 200, 'all that came of it is over')
  t.equal(opened, 0)
})
