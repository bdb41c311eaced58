import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { openPostgres } from '@larder/postgres'
import { until } from '@larder/until'
import pg from 'pg'
import t from 'tap'
import { findRunning, hold, isGone, makeCheckout, tryToHold } from '../fixtures/checkout.js'

const SERVER_START = 'SELECT pg_postmaster_start_time()::text AS start'

const folder = await makeCheckout(t)

t.test(
  'two processes that acquire at once on an empty folder share one server; the last one out stops it',
  async (t) => {
    const [one, two] = await Promise.all([hold(t, folder), hold(t, folder)])
    t.equal(one.url, two.url)
    t.same(await one.query(SERVER_START), await two.query(SERVER_START))
    const running = await findRunning(folder)
    t.same(
      (await readdir(running.paths.state)).sort().filter((name) => name.includes('draft')),
      []
    )

    await one.release()
    t.equal(isGone(running), false)
    await two.query('CREATE TABLE kept AS SELECT 42 AS answer')
    await two.release()
    t.equal(isGone(running), true, 'no process, socket or lock is left when release() resolves')

    const later = await hold(t, folder)
    t.equal(later.url, one.url)
    t.same(await later.query('SELECT answer FROM kept'), [{ answer: 42 }], 'the data survive')
    await later.release()
  }
)

t.test('openPostgres', async (t) => {
  await t.test('passes a given URL on', async (t) => {
    const url = 'postgresql://anna@db.example/shop'
    const given = await openPostgres({ url, folder: '/nowhere' })
    t.match(given, { url, embedded: false })
    await given.release()
  })

  for (const url of [undefined, '']) {
    await t.test(`opens the embedded one for ${url === '' ? 'an empty URL' : 'none'}`, async (t) => {
      const postgres = await openPostgres({ url, folder })
      t.match(postgres, { url: /^postgresql:\/\/larder:/, embedded: true })
      const running = await findRunning(folder)
      t.equal(isGone(running), false)
      await postgres.release()
      t.equal(isGone(running), true)
    })
  }
})

t.test('a lease', async (t) => {
  await t.test('does not keep a finished process alive, and is given back with it', async (t) => {
    const keeping = await hold(t, folder)
    const running = await findRunning(folder)
    t.match(await tryToHold(t, folder), { url: keeping.url })
    t.equal(isGone(running), false)
    await keeping.release()
    t.match(await tryToHold(t, folder), { url: keeping.url })
    await until(() => isGone(running), 'keeper and server are gone')
  })

  await t.test('is given back by kill -9', async (t) => {
    const holder = await hold(t, folder)
    const running = await findRunning(folder)
    t.equal(isGone(running), false)
    await holder.kill()
    await until(() => isGone(running), 'keeper and server are gone')
  })

  await t.test('of others outlives a process that is killed before it has read its own', async (t) => {
    const holder = await hold(t, folder)
    const { keeper, paths } = await findRunning(folder)
    const killed = connect(join(paths.sockets, 'keeper.sock')).pause()
    await once(killed, 'connect')
    // With an answer that nobody has read, as the system closes it for a killed process.
    killed.destroy()
    t.match(await tryToHold(t, folder), { url: holder.url })
    t.match(await findRunning(folder), { keeper })
    await holder.release()
  })

  await t.test('can be taken again while the server is stopping', async (t) => {
    const first = await hold(t, folder)
    const [, second] = await Promise.all([first.release(), hold(t, folder)])
    t.equal((await second.query(SERVER_START)).length, 1)
    await second.release()
  })
})

t.test('the server', async (t) => {
  const holder = await hold(t, folder)
  const running = await findRunning(folder)

  await t.test('is durable, speaks UTF-8 and keeps time in UTC', async (t) => {
    const [settings] = await holder.query(
      `SELECT current_setting('fsync') AS fsync, current_setting('server_encoding') AS encoding,
       current_setting('TimeZone') AS zone, upper('äé') AS upper, current_user::text AS me`
    )
    t.same(settings, { fsync: 'on', encoding: 'UTF8', zone: 'UTC', upper: 'ÄÉ', me: 'larder' })
  })

  await t.test('does not listen on TCP', async (t) => {
    t.same(await holder.query(`SELECT current_setting('listen_addresses') AS addresses`), [{ addresses: '' }])
    t.equal(
      await new Promise((resolve) => {
        const socket = connect({ host: '127.0.0.1', port: 5432 })
        socket.once('error', () => resolve('refused'))
        // Another PostgreSQL of this machine may be there; it does not know our password.
        socket.once('connect', () =>
          resolve(refusal(holder.url.replace(/\?.*/, '').replace('localhost', '127.0.0.1')))
        )
        t.teardown(() => socket.destroy())
      }),
      'refused'
    )
  })

  await t.test('refuses a wrong password', async (t) => {
    const wrong = new URL(holder.url)
    wrong.password = 'guess'
    t.equal(await refusal(holder.url), undefined)
    t.equal(await refusal(wrong.href), 'refused')
  })

  await t.test(
    'loses the databases that holders of a lease, killed by now, have called leftovers',
    async (t) => {
      const left = ['left "one"', 'left_two', 'test_shop']
      for (const name of left) await holder.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
      const names = `SELECT datname AS name FROM pg_database WHERE datname ~ '^left|_shop' ORDER BY 1`
      t.equal((await holder.query(names)).length, 3)
      await holder.kill()
      await until(() => isGone(running), 'keeper and server are gone')
      const next = await hold(t, folder)
      t.same(await next.query(names), [{ name: 'test_shop' }])
      await next.release()
    }
  )

  t.ok((await readdir(join(running.paths.state))).includes('postgres.log'))
})

async function refusal(url: string): Promise<string | undefined> {
  const client = new pg.Client(url)
  try {
    await client.connect()
    return undefined
  } catch {
    return 'refused'
  } finally {
    await client.end().catch(() => {})
  }
}
