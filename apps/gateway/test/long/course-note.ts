import { readFileSync } from 'node:fs'
import { until } from '@larder/until'
import type { Browser } from 'playwright-core'
import { test } from 'tap'
import { Agent, request } from 'undici'
import { launchBrowser, skip as withoutBrowser } from '../fixtures/browser.js'
import { startNoteNginx, withoutNginx } from '../fixtures/course-note.js'
import { runGateway } from '../fixtures/gateway-process.js'
import { serveShop } from '../fixtures/served-shop.js'

const PASSWORD = 'plum jam and toast'
/** As it is by default; the tests' shops have none. */
const LIMIT = 20

test('the course note’s nginx.conf', { skip: withoutNginx }, async (t) => {
  const first = await serveShop(t, ['-w', '2'], { LARDER_RATE_LIMIT: `${LIMIT}` })
  const otherLog = `${first.folder}/access.2`
  const other = runGateway(
    t,
    ['start', '-w', '2', '-b', '127.0.0.1:0', '--access-logfile', otherLog],
    first.env
  )
  const port = await startNoteNginx(t, [hostOf(first.origin), hostOf(await other.listening)])
  const agents = new Map<string, Agent>()
  t.teardown(() => Promise.all([...agents.values()].map((agent) => agent.close())))

  /** As a visitor with this address. */
  async function ask(address: string, method: 'GET' | 'POST', path: string, headers = {}, sent?: object) {
    const dispatcher = agents.get(address) ?? new Agent({ localAddress: address })
    agents.set(address, dispatcher)
    const {
      statusCode,
      headers: got,
      body
    } = await request(`http://127.0.0.1:${port}${path}`, {
      ...{ dispatcher, method },
      headers: {
        accept: 'application/json',
        ...(sent && { 'content-type': 'application/json' }),
        ...headers
      },
      body: sent && JSON.stringify(sent)
    })
    const cookie = [got['set-cookie'] ?? []]
      .flat()
      .map((one) => one.split(';')[0])
      .join('; ')
    return { status: statusCode, cookie, body: await body.text() }
  }

  await t.test('spreads visitors over both instances, each log with their addresses', async (t) => {
    for (let times = 0; times < 4; times++) await ask('127.0.0.5', 'GET', '/carts/get_carts?seen')
    const logged = (file: string) =>
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('?seen'))
    for (const file of [`${first.folder}/access`, otherLog]) {
      await until(() => logged(file).length >= 2, `${file} has two lines`)
      for (const line of logged(file)) t.match(line, /^127\.0\.0\.5 - - \[/)
    }
  })

  await t.test('does not lock strangers out for one another', async (t) => {
    for (let place = 10; place < 10 + LIMIT + 5; place++)
      t.equal((await ask(`127.0.1.${place}`, 'POST', '/users/login')).status, 400)
  })

  await t.test('lets no visitor have another address, by any header', async (t) => {
    const statuses = []
    // A minute may end meanwhile, in which as many are let through again.
    for (let place = 0; place <= 2 * LIMIT; place++) {
      const claimed = `198.51.100.${place}`
      const headers = {
        'x-real-ip': claimed,
        'x-forwarded-for': claimed,
        'x-client-ip': claimed,
        'true-client-ip': claimed,
        'cf-connecting-ip': claimed,
        forwarded: `for=${claimed}`
      }
      statuses.push((await ask('127.0.0.6', 'POST', '/users/login', headers)).status)
    }
    t.ok(statuses.includes(429))
    t.same([...new Set(statuses)].sort(), [400, 429])
  })

  await t.test('writes the visitor’s address into events and the list of sessions', async (t) => {
    const customer = { user_name: 'Ida', email: 'ida@example.org', password: PASSWORD }
    const forged = { 'x-forwarded-for': '198.51.100.1' }
    const { status, cookie } = await ask('127.0.0.7', 'POST', '/users/register', forged, customer)
    t.equal(status, 201)
    const { body } = await ask('127.0.0.7', 'GET', '/users/sessions', { cookie })
    t.match(JSON.parse(body).sessions, [{ address: '127.0.0.7' }])
    const events = `${first.output()}${other.output()}`
      .split('\n')
      .filter((line) => line.includes('"registered"'))
    t.match(events, [/"ip":"127\.0\.0\.7"/])
    t.notMatch(`${first.output()}${other.output()}`, '198.51.100')
  })

  await t.test('refuses another site’s form that names itself', async (t) => {
    const headers = { host: 'shop.test', origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }
    t.equal((await ask('127.0.0.8', 'POST', '/users/logout', headers)).status, 403)
  })

  await t.test('serves a browser by a host name', { skip: withoutBrowser }, async (t) => {
    // Not loopback to the browser, which then sends an Origin and no Sec-Fetch-Site.
    const browser = await launchBrowser(t, [`--host-resolver-rules=MAP shop.test 127.0.0.1:${port}`])
    for (const [origin, name] of [
      ['http://shop.test', 'Ada'],
      ['http://shop.test:8080', 'Bert']
    ] as const)
      t.same(await shop(browser, origin, name), ['registered', 'logged in', 'in the cart', 'removed'], origin)
  })
})

/** Registers, logs out and in, puts a good into the cart and takes it out. @returns what worked */
async function shop(browser: Browser, origin: string, name: string): Promise<string[]> {
  const page = await (await browser.newContext()).newPage()
  const done: string[] = []
  const email = `${name.toLowerCase()}@example.org`
  const submit = () =>
    page
      .locator('main form')
      .getByRole('button', { name: /^(Register|Log in|Log out)$/ })
      .click()
  const isKnown = () => page.getByRole('banner').getByRole('link', { name }).isVisible()

  await page.goto(`${origin}/users/register`)
  for (const [field, value] of [
    ['name', name],
    ['email', email],
    ['password', PASSWORD]
  ] as const)
    await page.locator(`[name=${field}]`).fill(value)
  await submit()
  if (await isKnown()) done.push('registered')

  await page.goto(`${origin}/users/account`)
  await submit()
  await page.goto(`${origin}/users/login`)
  await page.locator('[name=user_name]').fill(email)
  await page.locator('[name=password]').fill(PASSWORD)
  await submit()
  if (await isKnown()) done.push('logged in')

  await page.goto(`${origin}/goods/bananas`)
  await page.getByRole('button', { name: 'Add to cart' }).click()
  const cart = page.getByRole('main')
  await cart.getByRole('link', { name: 'To the cart' }).click()
  await page.getByRole('button', { name: 'Remove Bananas' }).waitFor()
  if (new URL(page.url()).origin === origin && /Bananas/.test(await cart.innerText()))
    done.push('in the cart')
  await page.getByRole('button', { name: 'Remove Bananas' }).click()
  // With scripts the page stays.
  await cart.getByText(/empty/).first().waitFor()
  done.push('removed')
  return done
}

function hostOf(origin: string): string {
  return new URL(origin).host
}
