import { setTimeout as delay } from 'node:timers/promises'
import { connect, freshDatabase } from '@larder/testing'
import { type Test, test } from 'tap'
import { Pool, request } from 'undici'
import { runGateway } from '../fixtures/gateway-process.js'
import { patientUrl } from '../fixtures/patient-url.js'
import { serveShop } from '../fixtures/served-shop.js'

const PASSWORD = 'plum jam and toast'
/** They turn nobody away because the machine is busy. */
const TWO_WORKERS = ['start', '-b', '127.0.0.1:0', '-w', '2', '--max-event-loop-delay', '0']
const LOGINS = 16
const LEAST_ROUNDS = 4
const MOST_ROUNDS = 60
const LOOKS = 300

test('two instances', async (t) => {
  const { db, origins } = await twoInstances(t)
  const at = (turn: number) => origins[turn % 2] ?? ''

  await t.test('give a name to one of twenty who ask at the same moment', async (t) => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        send(`${at(turn)}/users/register`, {
          user_name: 'Twenty',
          email: `${turn}@example.org`,
          password: PASSWORD
        })
      )
    )
    t.same(answers.map(({ status }) => status).sort(), [201, ...Array(19).fill(422)])
    for (const { status, body } of answers)
      if (status === 422) t.match(body, { problems: { user_name: /taken/ } })
    t.equal(await db.user.count(), 1)
    t.equal(await db.mail.count(), 1)
  })

  await t.test('count wrong passwords together', async (t) => {
    await noQuarterEnds()
    const statuses = []
    for (let turn = 0; turn < 14; turn++) {
      statuses.push(
        (await send(`${at(turn)}/users/login`, { user_name: 'Twenty', password: 'wrong' })).status
      )
    }
    t.equal(new Set(statuses.slice(0, 10)).size, 1)
    t.same(statuses.slice(10), [429, 429, 429, 429])
  })
})

/** Looking at the goods may take so many times as long while people log in. */
const MOST = 3

test(`pages of a worker in which ${LOGINS} log-ins are always running`, async (t) => {
  const shop = await serveShop(t, ['--workers', '1', '--rate-limit', '0', '--max-event-loop-delay', '0'])
  const pool = new Pool(shop.origin, { connections: LOGINS + 4 })
  t.teardown(() => pool.destroy())
  const names = await Promise.all(Array.from({ length: LOGINS }, (_, index) => register(`Anna ${index}`)))
  await look(LOOKS)

  // The least disturbed of several rounds counts. As long as other tests take the processors there are more of them.
  let [quiet, busy, rounds, logins] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0]
  while (rounds < LEAST_ROUNDS || (busy > MOST * quiet && rounds < MOST_ROUNDS)) {
    rounds++
    quiet = Math.min(quiet, await look(LOOKS))
    busy = Math.min(busy, await lookMeanwhile())
  }
  t.comment(
    `p99 of /goods: ${quiet.toFixed(1)} ms, and ${busy.toFixed(1)} ms with log-ins; rounds: ${rounds}, log-ins: ${logins}`
  )
  t.ok(logins >= rounds * LOGINS, 'people were logging in')
  t.ok(busy <= MOST * quiet, `${(busy / quiet).toFixed(2)} times as long as without`)

  async function lookMeanwhile(): Promise<number> {
    const stop = new AbortController()
    const loggingIn = Promise.all(
      names.map(async (user_name) => {
        while (!stop.signal.aborted) {
          const status = await post('/users/login', { user_name, password: PASSWORD })
          if (status !== 200) t.fail(`a log-in was answered ${status}`)
          logins++
        }
      })
    )
    const took = await look(LOOKS)
    stop.abort()
    await loggingIn
    return took
  }

  async function register(user_name: string): Promise<string> {
    const email = `${user_name.replace(' ', '')}@example.org`
    t.equal(await post('/users/register', { user_name, email, password: PASSWORD }), 201)
    return user_name
  }

  async function post(path: string, sent: object): Promise<number> {
    const headers = { accept: 'application/json', 'content-type': 'application/json' }
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path,
      headers,
      body: JSON.stringify(sent)
    })
    await body.dump()
    return statusCode
  }

  /** The 99th percentile of what so many looks at the goods take, two visitors looking at a time. */
  async function look(times: number): Promise<number> {
    const took: number[] = []
    const visitor = async () => {
      while (took.length < times) {
        const began = performance.now()
        const { body } = await pool.request({
          method: 'GET',
          path: '/goods',
          headers: { accept: 'application/json' }
        })
        await body.dump()
        took.push(performance.now() - began)
      }
    }
    await Promise.all([visitor(), visitor()])
    return took.sort((one, other) => one - other)[Math.floor(took.length * 0.99)] ?? 0
  }
})

async function twoInstances(t: Test) {
  const DATABASE_URL = await freshDatabase(t)
  const db = connect(t, DATABASE_URL, { poolSize: 2 })
  const start = () =>
    runGateway(t, [...TWO_WORKERS, '--rate-limit', '1000'], { DATABASE_URL: patientUrl(DATABASE_URL) })
      .listening
  return { db, origins: await Promise.all([start(), start()]) }
}

/** Waits for the next quarter of an hour, in which wrong passwords are counted anew, if it is near. */
async function noQuarterEnds(): Promise<void> {
  const left = 900_000 - (Date.now() % 900_000)
  if (left < 10_000) await delay(left)
}

async function send(url: string, sent: object): Promise<{ status: number; body: unknown }> {
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const { statusCode, body } = await request(url, { method: 'POST', headers, body: JSON.stringify(sent) })
  return { status: statusCode, body: await body.json() }
}
