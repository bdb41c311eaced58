import { PassThrough } from 'node:stream'
import { createClient } from '@larder/database'
import { PATIENT } from '@larder/testing'
import { test } from 'tap'
import { createServer } from '../src/server.js'
import { readConfig } from '../src/settings/read-config.js'
import { warmUp } from '../src/shop/warm-up.js'
import { DATABASE_FAULTS, sufferDatabase } from './fixtures/database-faults.js'
import { ownDatabase } from './fixtures/own-database.js'
import { stockShelf } from './fixtures/shelf.js'

// A short form of test/faults/database-trouble.ts, where this happens to a gateway with its processes.
test('visitors get an answer', async (t) => {
  const database = await ownDatabase(t)
  // By a client of its own: the shop's gives up after a second, which is short on a busy machine.
  const db = createClient(database.url, PATIENT)
  await stockShelf({ db })
  const { id: good } = await db.good.findFirstOrThrow({ where: { slug: 'bananas' } })
  await db.$disconnect()
  const { config } = readConfig({
    // Its visitors all come from one address.
    flags: { poolSize: '2', maxEventLoopDelay: '0', rateLimit: '0', pageAge: '0' },
    env: {}
  })
  const log = new PassThrough()
  const app = createServer(config, database.url, { error: log, reopen() {}, close() {} })
  t.teardown(() => app.close())
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  // As a worker does: to open the first connections takes longer than a visitor may wait, on a busy machine.
  await warmUp(app, () => {})
  for (const fault of DATABASE_FAULTS) {
    await t.test(`with ${fault.name}`, async (t) => {
      await sufferDatabase(t, fault, {
        origin,
        good,
        database,
        visitors: 5,
        connections: 2,
        answers: [20, 6, 20]
      })
    })
  }
  t.notMatch(String(log.read()), '"level":50', 'none of it is logged as a fault of ours')
})
