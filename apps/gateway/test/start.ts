import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { pendingMigrationsAt, shippedMigrationsFor } from '@larder/database'
import { downgrade } from '@larder/migrations'
import { connect, freshDatabase, onPostgresql } from '@larder/testing'
import { test } from 'tap'
import { runGateway } from './fixtures/gateway-process.js'

test('gateway start', async (t) => {
  t.test('says that the database cannot be reached, without its password', async (t) => {
    const env = { DATABASE_URL: 'postgresql://larder:s3cret@127.0.0.1:1/shop' }
    const gateway = runGateway(t, ['start', '-b', '127.0.0.1:0'], env)
    t.equal(await gateway.exit, 1)
    t.match(
      gateway.output().trim(),
      /^gateway: The database 127\.0\.0\.1:1\/shop cannot be used .*DATABASE_URL.*$/
    )
    t.notMatch(gateway.output(), 's3cret')
  })
})

test('gateway start, where migrations are pending,', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  await downgrade({ url: DATABASE_URL, migrations: shippedMigrationsFor(DATABASE_URL), to: 1 })
  const args = ['start', '-w', '1', '-b', '127.0.0.1:0']

  await t.test('refuses, and says what to run', async (t) => {
    const gateway = runGateway(t, args, { DATABASE_URL })
    t.equal(await gateway.exit, 1)
    t.match(gateway.output(), /^gateway: .* lacks \d+_\w+\. Run "npx larder-db upgrade", .*--migrate\.\n$/)
  })

  await t.test('names what makes a database that is not there', async (t) => {
    const url = new URL(DATABASE_URL)
    url.pathname = '/not_there'
    const gateway = runGateway(t, args, { DATABASE_URL: url.href })
    t.equal(await gateway.exit, 1)
    t.match(
      gateway.output(),
      /^gateway: There is no database \S*\/not_there\. Run "npx larder-db upgrade", .*--migrate\.\n$/
    )
  })

  await t.test('applies them first with --migrate, when several start at once', async (t) => {
    const gateways = [1, 2].map(() => runGateway(t, [...args, '--migrate'], { DATABASE_URL }))
    for (const gateway of gateways) await gateway.listening
    const applied = gateways.filter((gateway) => /Applying \d+_\w+/.test(gateway.output()))
    t.equal(applied.length, 1)
  })
})

// On MySQL all databases of a server share the lock, and other tests would wait.
if (onPostgresql)
  test('gateway start --migrate, stopped meanwhile, ends when it has migrated', async (t) => {
    const DATABASE_URL = await freshDatabase(t)
    await downgrade({ url: DATABASE_URL, migrations: shippedMigrationsFor(DATABASE_URL), to: 1 })
    const db = connect(t, DATABASE_URL)
    const gateway = await db.$transaction(
      async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(72707369)`
        const gateway = runGateway(t, ['start', '-b', '127.0.0.1:0', '--migrate'], { DATABASE_URL })
        await gateway.says('Another deploy is at work')
        const stopping = gateway.says('stops when what the app prepares is done')
        gateway.child.kill('SIGTERM')
        await stopping
        return gateway
      },
      { timeout: 60_000 }
    )
    t.equal(await gateway.exit, 0, gateway.output())
    t.same(await pendingMigrationsAt(DATABASE_URL, { pooler: false }), [])
  })

test('a database that is migrated is filled by the module of --seed', async (t) => {
  const url = await freshDatabase(t)
  const folder = t.testdir({
    'seed.mjs':
      "import { writeFileSync } from 'node:fs'; export default async (url) => writeFileSync(new URL('seeded', import.meta.url), url)",
    'empty.mjs': 'export const goods = []',
    // As a master has it done, which is no process of tap's: what it tells the process must arrive there.
    'master.mjs': `
      import { runInChild } from '@larder/serve'
      const entry = '${new URL('../dist/processes/prepare-database.js', import.meta.url)}'
      await runInChild(new URL(entry), JSON.parse(process.argv[2]))`
  })
  const prepare = (name: string) => {
    const task = { url, pooler: false, migrate: true, seed: `${folder}/${name}` }
    return promisify(execFile)(process.execPath, [`${folder}/master.mjs`, JSON.stringify(task)])
  }
  await prepare('seed.mjs')
  t.equal(readFileSync(`${folder}/seeded`, 'utf8'), url)
  await t.rejects(prepare('empty.mjs'), { message: /has no function as its default export/ })
})
