import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { downgrade, shippedMigrations } from '@larder/database/migrations'
import { freshDatabase } from '@larder/testing'
import { test } from 'tap'
import { runGateway } from './fixtures/gateway-process.js'

test('gateway start', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  const folder = t.testdir()

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    t.test(`serves until ${signal}, which may come twice`, async (t) => {
      const socket = `${folder}/${signal}.sock`
      const gateway = runGateway(t, ['start', '-b', `unix:${socket}`], { DATABASE_URL })
      await gateway.listening
      t.equal(await statusOf(socket, '/goods'), 200)
      gateway.child.kill(signal)
      gateway.child.kill(signal)
      t.equal(await gateway.exit, 0)
      t.notOk(existsSync(socket), 'its socket is gone')
    })
  }

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
    const gateway = runGateway(t, ['start'], { DATABASE_URL: 'postgresql://larder:s3cret@127.0.0.1:1/shop' })
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
  const args = ['start', '-b', '127.0.0.1:0']

  await t.test('refuses, and says what to run', async (t) => {
    const gateway = runGateway(t, args, { DATABASE_URL })
    t.equal(await gateway.exit, 1)
    t.match(
      gateway.output(),
      /^gateway: .* lacks \d+_add_gender\. Run "npx larder-db upgrade", .*--migrate\.\n$/
    )
  })

  await t.test('applies them first with --migrate, when several start at once', async (t) => {
    const gateways = [1, 2].map(() => runGateway(t, [...args, '--migrate'], { DATABASE_URL }))
    for (const gateway of gateways) await gateway.listening
    const applied = gateways.filter((gateway) => /Applying \d+_add_gender/.test(gateway.output()))
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
