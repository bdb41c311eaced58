import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
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
