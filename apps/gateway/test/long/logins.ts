import { test } from 'tap'
import { Pool } from 'undici'
import { serveShop } from '../fixtures/served-shop.js'

const PASSWORD = 'plum jam and toast'
const LOGINS = 16
const ROUNDS = 6
const LOOKS = 300

/** Looking at the goods may take so many times as long while people log in. */
const MOST = 3

test(`pages of a worker in which ${LOGINS} log-ins are always running`, async (t) => {
  const shop = await serveShop(t, ['--workers', '1', '--rate-limit', '0', '--max-event-loop-delay', '0'])
  const pool = new Pool(shop.origin, { connections: LOGINS + 4 })
  t.teardown(() => pool.destroy())
  const names = await Promise.all(Array.from({ length: LOGINS }, (_, index) => register(`Anna ${index}`)))
  await look(LOOKS)

  const figures: { quiet: number; busy: number; logins: number }[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const quiet = await look(LOOKS)
    let logins = 0
    const stop = new AbortController()
    const loggingIn = Promise.all(
      names.map(async (user_name) => {
        while (!stop.signal.aborted) {
          t.equal(await post('/users/login', { user_name, password: PASSWORD }), 200)
          logins++
        }
      })
    )
    const busy = await look(LOOKS)
    stop.abort()
    await loggingIn
    figures.push({ quiet, busy, logins })
  }
  t.comment(
    `p99 of /goods in ms: ${figures.map(({ quiet, busy }) => `${quiet.toFixed(1)} → ${busy.toFixed(1)}`).join(', ')}`
  )
  t.comment(`log-ins meanwhile: ${figures.map(({ logins }) => logins).join(', ')}`)
  t.ok(
    figures.every(({ logins }) => logins >= LOGINS),
    'they were running'
  )
  // Of several rounds the middle one: other work of the machine comes and goes.
  const ratio = median(figures.map(({ quiet, busy }) => busy / quiet))
  t.ok(ratio <= MOST, `${ratio.toFixed(2)} times as long as without`)

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

function median(numbers: number[]): number {
  return numbers.sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0
}
