import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { shippedMigrations } from '@larder/database'
import { downgrade } from '@larder/migrations'
import { freshDatabase } from '@larder/testing'
import { test } from 'tap'
import { runGateway } from './fixtures/gateway-process.js'
import { shortFolder } from './fixtures/served-shop.js'

test('gateway start', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  const folder = await shortFolder(t)

  t.test('serves until SIGTERM, which may come twice', async (t) => {
    const socket = `${folder}/shop.sock`
    const args = ['start', '-w', '1', '--max-requests', '3', '--drain-delay', '1', '-b', `unix:${socket}`]
    const gateway = runGateway(t, args, { DATABASE_URL })
    await gateway.listening
    t.match(gateway.output(), 'MAIL_URL is not set: mails are kept and not sent')
    const replaced = gateway.says('has ended')
    for (let request = 0; request < 3; request++) t.equal(await statusOf(socket, '/goods'), 200)
    await replaced
    t.equal(await statusOf(socket, '/readyz'), 200, 'also by another worker after --max-requests')
    const stopping = gateway.says('stops when')
    gateway.child.kill('SIGTERM')
    gateway.child.kill('SIGTERM')
    await stopping
    while ((await statusOf(socket, '/readyz')) === 200);
    t.equal(await statusOf(socket, '/readyz'), 503, 'not ready')
    t.equal(await statusOf(socket, '/goods'), 200, 'but there, for as long as balancers need to notice')
    t.equal(await gateway.exit, 0)
    t.notOk(existsSync(socket), 'its socket is gone')
  })

  t.test('again, after kill -9 of the master, at the same address with the same pid file', async (t) => {
    const pid = `${folder}/pid`
    const args = ['start', '-w', '1', '--pid', pid, '-b']
    const killed = runGateway(t, [...args, '127.0.0.1:0'], { DATABASE_URL })
    const origin = await killed.listening
    killed.child.kill('SIGKILL')
    const began = performance.now()
    await killed.exit
    t.ok(performance.now() - began < 5_000, 'the worker has noticed')
    t.ok(existsSync(pid), 'its pid file is left')
    // By now another program may have that number.
    writeFileSync(pid, `${process.pid}\n`)
    const gateway = runGateway(t, [...args, new URL(origin).host], { DATABASE_URL })
    t.equal(await gateway.listening, origin)
    t.equal((await fetch(`${origin}/goods`)).status, 200)

    const second = runGateway(t, [...args, '127.0.0.1:0'], { DATABASE_URL })
    t.equal(await second.exit, 1)
    t.match(second.output(), new RegExp(`runs already \\(pid ${gateway.child.pid}\\)`))

    gateway.child.kill('SIGINT')
    t.equal(await gateway.exit, 0)
    t.notOk(existsSync(pid), 'its pid file is gone')
  })

  t.test('says that the port is taken', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    t.teardown(() => other.close())
    const bind = `127.0.0.1:${(other.address() as AddressInfo).port}`
    const gateway = runGateway(t, ['start', '-b', bind], { DATABASE_URL })
    t.equal(await gateway.exit, 1)
    t.match(gateway.output().trim(), new RegExp(`^gateway: ${bind} is taken\\. .*--bind.*$`), 'in one line')
  })

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
  await downgrade({ url: DATABASE_URL, migrations: shippedMigrations, to: 1 })
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

function statusOf(socketPath: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
