import database, { isMysql } from '@larder/database'
import { createServer } from '@larder/serve/server'
import { connect, freshDatabase, onPostgresql, PATIENT } from '@larder/testing'
import { type Test, test } from 'tap'
import { readConfig } from '../src/settings/read-config.js'
import health from '../src/shop/health.js'

const { config } = readConfig({ flags: { logLevel: 'silent' }, env: {} })
const logs = { error: process.stderr, reopen() {}, close() {} }

test('GET /healthz', async (t) => {
  t.test('says that the process lives, whatever the database does', async (t) => {
    const app = await shopAt(t, 'postgresql://larder@127.0.0.1:1/none')
    const response = await app.inject('/healthz')
    t.equal(response.statusCode, 200)
    t.same(response.json(), { status: 'alive' })
    t.equal(response.headers['cache-control'], 'no-store')
  })
})

test('GET /readyz', async (t) => {
  t.test('is green with a database that has all migrations', async (t) => {
    const app = await shopAt(t, await freshDatabase(t))
    const response = await app.inject('/readyz')
    t.equal(response.statusCode, 200)
    t.same(response.json(), { status: 'ready' })
  })

  t.test('stays green on a newer schema', async (t) => {
    const url = await freshDatabase(t)
    const app = await shopAt(t, url)
    const db = connect(t, url, { poolSize: 1 })
    const change = isMysql(db) ? 'MODIFY unit varchar(80) NOT NULL' : 'ALTER COLUMN unit TYPE varchar(80)'
    await db.$executeRawUnsafe(`ALTER TABLE goods ADD COLUMN origin text, ${change}`)
    await db.$executeRaw`
      INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at)
      VALUES ('x', 'x', '29991231235959_of_a_newer_version', now())`
    t.equal((await app.inject('/readyz')).statusCode, 200)
  })

  t.test('is red while migrations are pending, and names them', async (t) => {
    const url = await freshDatabase(t)
    const app = await shopAt(t, url)
    const db = connect(t, url, { poolSize: 1 })
    await db.$executeRaw`UPDATE _prisma_migrations SET rolled_back_at = now() WHERE migration_name LIKE '%gender'`
    const response = await app.inject('/readyz')
    t.equal(response.statusCode, 503)
    t.match(response.json(), { reason: 'migrations are pending', pending: [/_add_gender$/] })
    t.equal(response.json().pending.length, 1)

    await db.$executeRaw`DROP TABLE _prisma_migrations`
    t.ok((await app.inject('/readyz')).json().pending.length > 1, 'all of them where there is no record')
  })

  t.test('is red when the instance is about to stop, whatever the database does', async (t) => {
    const app = await shopAt(t, 'postgresql://larder@127.0.0.1:1/none')
    app.leaving = true
    const response = await app.inject('/readyz')
    t.equal(response.statusCode, 503)
    t.same(response.json(), { status: 'not ready', reason: 'it is about to stop' })
    t.equal((await app.inject('/healthz')).statusCode, 200, 'and yet alive')
  })

  t.test('is red while the database is away', async (t) => {
    const app = await shopAt(t, 'postgresql://larder@127.0.0.1:1/none')
    const response = await app.inject('/readyz')
    t.equal(response.statusCode, 503)
    t.same(response.json(), { status: 'not ready', reason: 'the database is away' })
  })

  // On MySQL the whole server is read-only, not one database.
  if (onPostgresql)
    t.test('is red while the database takes no writes, and green again by itself', async (t) => {
      const url = await freshDatabase(t)
      const name = new URL(url).pathname.slice(1)
      const admin = connect(t, url, { poolSize: 1 })
      await admin.$executeRawUnsafe(`ALTER DATABASE ${name} SET default_transaction_read_only = on`)
      const app = await shopAt(t, url)
      const response = await app.inject('/readyz')
      t.equal(response.statusCode, 503)
      t.same(response.json(), { status: 'not ready', reason: 'the database is read-only' })
      await admin.$executeRawUnsafe(`ALTER DATABASE ${name} RESET default_transaction_read_only`)
      t.equal((await app.inject('/readyz')).statusCode, 200)
    })

  t.test('is red with a database that it may not read', async (t) => {
    const url = await freshDatabase(t)
    const app = await shopAt(t, url)
    await connect(t, url, { poolSize: 1 })
      .$executeRaw`ALTER TABLE _prisma_migrations DROP COLUMN rolled_back_at`
    const response = await app.inject('/readyz')
    t.equal(response.statusCode, 503)
    t.same(response.json(), { status: 'not ready', reason: 'the database cannot be used' })
  })
})

async function shopAt(t: Test, url: string) {
  const app = createServer(config, logs)
  t.teardown(() => app.close())
  await app.register(database, { url, ...PATIENT }).register(health)
  return app
}
