import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { connect, countQueries, freshDatabase, lockTable, replace, shortFolder } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import { Agent, request } from 'undici'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'
import { patientUrl } from './fixtures/patient-url.js'

const PROXY = '127.0.0.1'
const NOWHERE = 'postgresql://nobody@127.0.0.1:1/none'
const { config } = readConfig({
  flags: { logLevel: 'silent', poolSize: '2', maxEventLoopDelay: '0', rateLimit: '3' },
  env: {}
})
const logs = { error: process.stderr, reopen() {}, close() {} }

test('sign-ins', async (t) => {
  const url = patientUrl(await freshDatabase(t))
  // No minute ends during the test.
  const now = Math.floor(Date.now() / 60_000) * 60_000 + 15_000
  replace(t, Date, 'now', () => now)

  await t.test('are limited for each address, over all instances', async (t) => {
    const [one, other] = [open(t, url), open(t, url)]
    t.same(await signIns([one, other, one, other]), [401, 401, 401, 429])
    t.same(await signIns([one, other], '203.0.113.2'), [401, 401], 'another address has its own')

    const refused = await signIn(one, '203.0.113.1', { accept: 'text/html' })
    t.equal(refused.headers['retry-after'], '45')
    t.match(refused.body, /Too many tries.*try again in 45 seconds/s)
    t.match((await signIn(one, '203.0.113.1')).json(), { statusCode: 429, code: 4 })
  })

  await t.test('are limited for each network of IPv6', async (t) => {
    const app = open(t, url)
    const statuses = []
    for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8::4', '2001:db8:0:1::1'])
      statuses.push((await signIn(app, address)).statusCode)
    t.same(statuses, [401, 401, 401, 429, 401])
  })

  await t.test('of those who come by a Unix socket are limited together', async (t) => {
    const socketPath = `${await shortFolder(t)}/socket`
    await open(t, url).listen({ path: socketPath })
    const dispatcher = new Agent({ connect: { socketPath } })
    t.teardown(() => dispatcher.close())
    const statuses = []
    for (let times = 0; times < 4; times++) {
      const { statusCode, body } = await request('http://localhost/users/login', {
        dispatcher,
        method: 'POST'
      })
      await body.dump()
      statuses.push(statusCode)
    }
    t.same(statuses, [400, 400, 400, 429])
  })

  await t.test('are limited for each visitor behind a proxy, whatever they claim', async (t) => {
    const apps = Array(4).fill(open(t, url))
    const behind = (headers: (place: number) => Record<string, string>) =>
      Promise.all(apps.map(async (app, place) => (await signIn(app, PROXY, headers(place))).statusCode))
    t.same(await behind((place) => ({ 'x-real-ip': `203.0.113.1${place}` })), [401, 401, 401, 401])
    const forged = (place: number) => ({
      'x-real-ip': '203.0.113.20',
      'x-forwarded-for': `198.51.100.${place}`
    })
    t.same((await behind(forged)).sort(), [401, 401, 401, 429])
    const withPort = (place: number) => ({ 'x-real-ip': `203.0.113.21:5000${place}` })
    t.same((await behind(withPort)).sort(), [401, 401, 401, 429], 'with a port they count as the proxy')
  })

  await t.test('are not limited with --rate-limit 0', async (t) => {
    const app = createServer({ ...config, rateLimit: 0 }, url, logs)
    t.teardown(() => app.close())
    t.same(await signIns(Array(5).fill(app), '203.0.113.5'), Array(5).fill(401))
    // The course note's own test, which a machine may run as often as it likes.
    const wrong = {
      method: 'POST',
      url: '/users/login',
      payload: { user_name: '123', password: 'tom' }
    } as const
    for (let times = 0; times < 12; times++) t.equal((await app.inject(wrong)).json().code, 2)
  })

  await t.test('are refused with a number, whoever refuses them', async (t) => {
    const app = open(t, url)
    const login = { method: 'POST', url: '/users/login', remoteAddress: '203.0.113.8' } as const
    for (const [headers, payload, status, code] of [
      [{}, '', 400, 1],
      [{ 'content-type': 'text/xml' }, '<user_name/>', 415, 3],
      [{ 'content-type': 'application/json' }, 'x'.repeat(config.bodyLimit + 1), 413, 3],
      [{}, '', 429, 4]
    ] as const) {
      const response = await app.inject({ ...login, headers, payload })
      t.equal(response.statusCode, status)
      t.match(response.json(), { code })
    }
    const away = await open(t, NOWHERE).inject({ ...login, payload: { user_name: '123', password: 'tom' } })
    t.equal(away.statusCode, 503)
    t.match(away.json(), { statusCode: 503, code: 5 })
  })

  await t.test('are limited in each worker where they cannot be counted for all', async (t) => {
    const db = connect(t, url, { poolSize: 1 })
    await db.$executeRaw`ALTER TABLE rate_limits RENAME TO limits`
    for (const app of [open(t, url), open(t, url)]) {
      const emptyForm = { method: 'POST', url: '/users/register', remoteAddress: '203.0.113.6' } as const
      const statuses = []
      for (const _ of Array(5)) statuses.push((await app.inject(emptyForm)).statusCode)
      t.same(statuses, [422, 422, 422, 429, 429])
    }
    await db.$executeRaw`ALTER TABLE limits RENAME TO rate_limits`

    t.same(await signIns([open(t, NOWHERE)]), [503], 'without a database they cannot')
    const redisUrl = 'redis://127.0.0.1:1'
    const statuses = await signIns(Array(5).fill(open(t, url, redisUrl)), '203.0.113.7')
    t.same(statuses, [401, 401, 401, 429, 429])
  })

  await t.test('are limited in each worker while the database is late', async (t) => {
    const app = open(t, url)
    const unlock = await lockTable(url, 'rate_limits')
    const emptyForm = { method: 'POST', url: '/users/register', remoteAddress: '203.0.113.8' } as const
    const answers = await Promise.all(Array.from({ length: 10 }, () => app.inject(emptyForm)))
    t.equal(answers.filter(({ statusCode }) => statusCode === 422).length, 3)
    await unlock()
  })

  await t.test('are the only requests that are counted', async (t) => {
    const app = open(t, url)
    await app.inject('/goods')
    t.equal(await countQueries(async () => app.inject('/users/login'), SETTINGS), 0)
  })
})

test('who takes back a wish by any link begins so many sessions, and no more', async (t) => {
  const url = patientUrl(await freshDatabase(t))
  const app = open(t, url)
  const remove = {
    method: 'POST',
    url: '/stock-alerts/none/remove',
    headers: { accept: 'text/html' }
  } as const
  const statuses = []
  for (const _ of Array(5)) statuses.push((await app.inject(remove)).statusCode)
  t.same(statuses, [303, 303, 303, 429, 429])
})

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

test('sign-ins are counted in Redis', { skip: !hasRedis && 'there is no redis-server' }, async (t) => {
  const url = await freshDatabase(t)
  const redisUrl = await startRedis(t)
  const [one, other] = [open(t, url, redisUrl), open(t, url, redisUrl)]
  let tries = 0
  for (const app of [one, other])
    while ((await signIn(app, `198.51.100.${++tries}`)).headers['x-ratelimit-remaining'] === '3');
  t.equal(
    await countQueries(() => signIn(one, '203.0.113.10'), SETTINGS),
    2,
    'the database is asked for the user and the wrong passwords alone'
  )
  t.same(await signIns([other, one, other], '203.0.113.10'), [401, 401, 429])
})

/** Read again after a second, whoever asks. */
const SETTINGS = /\bsettings\b/

function open(t: Test, url: string, redisUrl?: string): FastifyInstance {
  const app = createServer({ ...config, redisUrl }, url, logs)
  t.teardown(() => app.close())
  return app
}

async function signIns(apps: FastifyInstance[], address = '203.0.113.1'): Promise<number[]> {
  const statuses = []
  for (const app of apps) statuses.push((await signIn(app, address)).statusCode)
  return statuses
}

let names = 0

function signIn(app: FastifyInstance, remoteAddress: string, headers = {}) {
  // Each somebody else: how often one name may be tried is not the gateway's to say.
  const payload = { user_name: `nobody ${++names}`, password: 'a good password' }
  return app.inject({ method: 'POST', url: '/users/login', payload, remoteAddress, headers })
}

/** A Redis of the test's own, at a Unix socket. */
async function startRedis(t: Test): Promise<string> {
  const socket = `${await shortFolder(t)}/redis`
  const redis: ChildProcess = spawn('redis-server', ['--port', '0', '--unixsocket', socket, '--save', ''])
  const exit = once(redis, 'close')
  t.teardown(async () => {
    redis.kill()
    await exit
  })
  let said = ''
  while (redis.stdout && !/eady to accept connections/.test(said))
    said += (await once(redis.stdout, 'data'))[0]
  return socket
}
