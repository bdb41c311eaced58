import pg from 'pg'
import { type Test, test } from 'tap'
import { poolFigures } from '../src/client.js'
import { isDatabaseAway } from '../src/driver-errors/database-away.js'
import { openConnections } from '../src/open-connections.js'
import { ExplainingClient } from '../src/postgres/pooler.js'
import { leaveReadOnlyServers } from '../src/postgres/read-only-server.js'
import { takesWrites } from '../src/takes-writes.js'
import { backendOf, connect, makeDatabase, migrate, observer } from './fixtures/own-database.js'

test('after a server took no writes', async (t) => {
  const { db, setReadOnly } = await readOnlyDatabase(t)

  await t.test(
    'a write that fails costs all connections that are open, and the next one works',
    async (t) => {
      await setReadOnly('on')
      // Otherwise one may still be opened when the others are given up.
      await openConnections(db, 3, 60_000)
      const stale = await Promise.all([backendOf(db), backendOf(db), backendOf(db)])
      await setReadOnly('off')
      t.ok(isDatabaseAway(await write().catch((error) => error)))
      t.equal(await write(), 0)
      const fresh = await Promise.all([backendOf(db), backendOf(db), backendOf(db)])
      t.same(
        fresh.filter((pid) => stale.includes(pid)),
        []
      )
    }
  )

  await t.test('so does one in a transaction', async (t) => {
    await setReadOnly('on')
    const other = connect(t, db.url, { poolSize: 1 })
    const stale = await backendOf(other)
    await setReadOnly('off')
    await t.rejects(other.$transaction((tx) => tx.session.deleteMany()))
    t.not(await backendOf(other), stale)
    t.same(await other.$transaction((tx) => tx.session.deleteMany()), { count: 0 })
  })

  await t.test('and so does the question whether it takes writes', async (t) => {
    await setReadOnly('on')
    const other = connect(t, db.url, { poolSize: 1 })
    t.equal(await takesWrites(other), false)
    await setReadOnly('off')
    t.equal(await takesWrites(other), true)
    t.same(poolFigures(other), { busy: 0, idle: 1, waiting: 0 })
  })

  await t.test('a connection that was being opened then is used once at most', async (t) => {
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    const pool = new pg.Pool({
      connectionString: db.url.href,
      Client: ExplainingClient,
      onConnect: () => held
    })
    t.teardown(() => pool.end())
    const leave = leaveReadOnlyServers(pool)
    const opening = pool.connect()
    leave()
    goOn()
    const client = await opening
    client.release()
    t.equal(pool.totalCount, 0)
    const next = await pool.connect()
    next.release()
    t.equal(pool.idleCount, 1, 'the next one stays')
  })

  function write(): Promise<number> {
    return db.$executeRaw`DELETE FROM sessions`
  }
})

async function readOnlyDatabase(t: Test) {
  const url = await makeDatabase(t)
  await migrate(url)
  const name = url.pathname.slice(1)
  const db = Object.assign(connect(t, url, { poolSize: 3 }), { url })
  const setReadOnly = (value: 'on' | 'off') =>
    observer.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${value}`)
  return { db, setReadOnly }
}
