import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createClient, shippedMigrations } from '@larder/database'
import { upgrade } from '@larder/migrations'
import { until } from '@larder/until'
import pg from 'pg'
import { type Test, test } from 'tap'
import { request } from 'undici'
import { type MovingAddress, startHaproxy } from '../fixtures/database-proxies.js'
import { type PostgresServer, startPostgres } from '../fixtures/debian-postgres.js'
import { whyNot } from '../fixtures/debian-tools.js'
import { type Answer, observe } from '../fixtures/observed-load.js'
import { type ServedShop, serveShop } from '../fixtures/served-shop.js'

// docs/reliability.md has the table that this prints.

const skip = whyNot('postgresql-15', 'haproxy')
const GATEWAY = ['-w', '2', '--pool-size', '4', '--max-event-loop-delay', '0']
const figures: (string | number)[][] = []

test('a replica as DATABASE_URL', { skip }, async (t) => {
  const { primary, replica } = await startPair(t)
  const shop = await serveShop(t, GATEWAY, { DATABASE_URL: replica.url }, primary.url)
  await isRed(t, shop, 'the database is read-only')
  const line = JSON.stringify({ good: shop.good, quantity: 1 })
  const headers = { accept: 'application/json', 'content-type': 'application/json' }
  const write = await request(`${shop.origin}/carts/lines`, { method: 'POST', headers, body: line })
  t.equal(write.statusCode, 503)
  t.equal(write.headers['retry-after'], '5')
  const read = await request(`${shop.origin}/goods/get_goods`)
  t.equal(read.statusCode, 200, 'what only reads is answered')
  for (const { body } of [write, read]) await body.dump()
  t.notMatch(shop.output(), '"level":50', 'none of it is a fault of ours')
})

test('the primary is killed, and its replica promoted', { skip }, async (t) => {
  const { replica, primary, address, shop } = await startShop(t)
  const answers = await endure(t, 'primary killed, replica promoted', shop, {
    async begin() {
      primary.child.kill('SIGKILL')
    },
    async end() {
      await replica.promote()
      await address.moveTo(replica)
    }
  })
  const acknowledged = answers.filter(({ method, status }) => method === 'POST' && status === 200)
  t.ok(acknowledged.length > 100)
  const db = createClient(replica.url, { poolSize: 1 })
  const lines = await db.cartLine.count()
  const rows = await db.session.findMany({ select: { id: true } })
  await db.$disconnect()
  const kept = new Set(rows.map(({ id }) => id))
  const lost = acknowledged.filter(({ session = '' }) => !kept.has(hashOf(session)))
  t.same(lost, [], `each of ${acknowledged.length} acknowledged writes is there, of ${lines} lines`)
  t.ok(lines >= acknowledged.length)
  console.error(`${acknowledged.length} writes acknowledged, ${lines} lines kept, ${lost.length} lost`)
})

/** What the table of sessions knows a cookie by. */
function hashOf(session: string): string {
  return createHash('sha256').update(session).digest('base64url')
}

test('the primary is demoted, and keeps the connections it has', { skip }, async (t) => {
  const { replica, primary, address, shop } = await startShop(t)
  await endure(t, 'primary made read-only, its connections kept', shop, {
    async begin() {
      await run(primary, 'ALTER SYSTEM SET default_transaction_read_only = on', 'SELECT pg_reload_conf()')
    },
    during: () => isRed(t, shop, 'the database is read-only'),
    async end() {
      await replica.promote()
      await address.moveTo(replica, { keep: true })
    }
  })
})

test('the server hangs', { skip }, async (t) => {
  const { primary, shop } = await startShop(t)
  let stopped: number[] = []
  const resume = () => {
    for (const pid of stopped.splice(0)) process.kill(pid, 'SIGCONT')
  }
  t.teardown(resume)
  await endure(t, 'server stopped by SIGSTOP, and continued', shop, {
    async begin() {
      primary.child.kill('SIGSTOP')
      const pid = primary.child.pid ?? 0
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')
      stopped = [...children.map(Number), pid]
      for (const child of stopped) process.kill(child, 'SIGSTOP')
    },
    during: () => isRed(t, shop, 'the database is away'),
    end: async () => resume()
  })
})

test('the figures', { skip }, async () => {
  const head = ['fault', 'answered', 'of these 503', 'slowest 503', 'last 503 after its end']
  console.error([head, head.map(() => '---'), ...figures].map((row) => `| ${row.join(' | ')} |`).join('\n'))
})

interface Happening {
  begin(): Promise<void>
  /** Looks around once visitors are refused. */
  during?(): Promise<void>
  end(): Promise<void>
}

/** Has visitors served while something happens to the database, and looks at their answers. */
async function endure(t: Test, name: string, shop: ServedShop, happening: Happening): Promise<Answer[]> {
  const workers = async () => (await shop.status()).workers.map(({ pid }) => pid)
  const before = await workers()
  const { answers, failures, ...load } = observe(t, shop.origin, { good: shop.good, visitors: 12 })
  await load.reaches(1_000)
  // What this machine takes for an answer while nothing is wrong.
  const usual = slowestOf(answers)
  await happening.begin()
  await load.refusals(50)
  await happening.during?.()
  await happening.end()
  const ended = performance.now()
  await load.reaches(answers.length + 1_000)
  while (performance.now() - ended < 2_000) await load.reaches(answers.length + 1)
  await load.stop()

  const refused = answers.filter(({ status }) => status !== 200)
  t.same([...new Set(refused.map(({ status }) => status))], [503])
  t.same(failures, [], 'no connection of a visitor breaks')
  const slowest = slowestOf(refused)
  t.ok(slowest < 2_000 + usual, `a refusal takes ${slowest} ms at most, an answer before ${usual} ms`)
  const last = Math.max(0, Math.round(Math.max(...refused.map(({ asked, took }) => asked + took - ended))))
  t.ok(last < 2_000 + usual, `nobody is refused ${last} ms after its end`)
  const ready = await request(`${shop.origin}/readyz`)
  t.equal(ready.statusCode, 200)
  await ready.body.dump()
  t.same(await workers(), before, 'no process was restarted')
  figures.push([name, answers.length, refused.length, `${slowest} ms`, `${last} ms`])
  return answers
}

/** Milliseconds. */
function slowestOf(answers: Answer[]): number {
  return Math.round(Math.max(...answers.map(({ took }) => took)))
}

async function isRed(t: Test, { origin }: ServedShop, reason: string): Promise<void> {
  const { statusCode, body } = await request(`${origin}/readyz`)
  t.equal(statusCode, 503)
  t.same(await body.json(), { status: 'not ready', reason })
}

/** A shop at an address that leads to the primary, and may be moved to its replica. */
async function startShop(t: Test): Promise<Pair & { address: MovingAddress; shop: ServedShop }> {
  const pair = await startPair(t)
  const address = await startHaproxy(t, [pair.primary, pair.replica])
  const shop = await serveShop(t, GATEWAY, { DATABASE_URL: address.url }, pair.primary.url)
  return { ...pair, address, shop }
}

interface Pair {
  primary: PostgresServer
  replica: PostgresServer
}

/** A primary with the tables of the shop, and a replica that has each of its commits before a client hears of it. */
async function startPair(t: Test): Promise<Pair> {
  const primary = await startPostgres(t)
  await upgrade({ url: primary.url, migrations: shippedMigrations })
  const replica = await primary.replicate()
  await run(
    primary,
    "ALTER SYSTEM SET synchronous_standby_names = '*'",
    'ALTER SYSTEM SET synchronous_commit = remote_apply',
    'SELECT pg_reload_conf()'
  )
  const countReplicas = () => run(primary, "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")
  await until(countReplicas, 'the replica is synchronous')
  return { primary, replica }
}

/** Runs statements, one by one. @returns how many rows the last one has */
async function run({ url }: PostgresServer, ...statements: string[]): Promise<number> {
  const client = new pg.Client(url)
  await client.connect()
  let rows = 0
  for (const statement of statements) rows = (await client.query(statement)).rows.length
  await client.end()
  return rows
}
