import { test } from 'tap'
import { isDatabaseAway } from '../src/driver-errors/database-away.js'
import { backendOf, connect, makeDatabase } from './fixtures/own-database.js'
import { silentProxy } from './fixtures/silent-proxy.js'

/** In milliseconds. A busy machine opens a connection within half of it. */
const PATIENCE = 5_000

test('a server that hangs', async (t) => {
  const url = await makeDatabase(t)

  await t.test('is given up in the time that a connection may take, whatever a statement may', async (t) => {
    const proxy = await silentProxy(t, url)
    const lost: Error[] = []
    const db = connect(t, proxy.url, {
      poolSize: 2,
      connectionTimeout: PATIENCE,
      statementTimeout: 600_000,
      onConnectionLost: (error) => lost.push(error)
    })
    await Promise.all([backendOf(db), backendOf(db)])
    proxy.swallowAll()
    const errors = await Promise.all([
      backendOf(db).catch((error) => error),
      db.$transaction(async (tx) => backendOf(tx)).catch((error) => error)
    ])
    for (const error of errors) t.ok(isDatabaseAway(error), String(error))
    proxy.resume()
    t.ok(await backendOf(db), 'and the next query finds it back')
  })

  await t.test('is none that takes its time', async (t) => {
    const proxy = await silentProxy(t, url)
    const db = connect(t, proxy.url, { poolSize: 1, connectionTimeout: PATIENCE })
    const [row] = await db.$queryRaw<
      { done: string }[]
    >`SELECT 'yes' AS done FROM pg_sleep(${(PATIENCE + 500) / 1_000}::float)`
    t.equal(row?.done, 'yes')
  })
})
