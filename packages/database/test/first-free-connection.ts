import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer } from 'node:net'
import { type Test, test } from 'tap'
import { poolFigures } from '../src/client.js'
import { openConnections } from '../src/open-connections.js'
import { backendOf, connect, makeDatabase } from './fixtures/own-database.js'

test('a query', async (t) => {
  const url = await makeDatabase(t)

  await t.test('takes a connection that comes back before the one that is being opened', async (t) => {
    const door = await slowDoor(t, url, 1)
    const db = connect(t, door.url, { poolSize: 2, connectionTimeout: 10_000 })
    const first = await backendOf(db)
    const asked = await db.$transaction(async () => {
      const query = { answer: backendOf(db) }
      await door.knocked
      return query
    })
    t.equal(await asked.answer, first)
    door.open()
  })

  await t.test('waits no longer for one that is being opened than for any', async (t) => {
    const door = await slowDoor(t, url, 0)
    const db = connect(t, door.url, { connectionTimeout: 200 })
    await t.rejects(db.$queryRaw`SELECT 1`, /timeout exceeded when trying to connect/)
    door.open()
    await openConnections(db, 1, 60_000)
    t.ok(await backendOf(db), 'and the next one finds it')
  })

  await t.test('waits as long as the URL says, whatever the app does', async (t) => {
    const door = await slowDoor(t, url, 0)
    door.url.searchParams.set('connect_timeout', '0.2')
    const db = connect(t, door.url, { connectionTimeout: 60_000 })
    await t.rejects(db.$queryRaw`SELECT 1`, /timeout exceeded when trying to connect/)
    door.open()
    door.url.searchParams.set('connect_timeout', '0')
    t.ok(await backendOf(connect(t, door.url)), '0 says nothing')
  })
})

test('connections are opened before they are needed', async (t) => {
  const url = await makeDatabase(t)

  await t.test('as many as are wanted, or as the pool may have', async (t) => {
    for (const [poolSize, idle] of [
      [4, 3],
      [2, 2]
    ] as const) {
      const db = connect(t, url, { poolSize })
      await openConnections(db, 3, 60_000)
      t.same(poolFigures(db), { busy: 0, idle, waiting: 0 })
    }
  })

  await t.test('by a database that takes longer than a query may wait', async (t) => {
    const door = await slowDoor(t, url, 0)
    const db = connect(t, door.url, { connectionTimeout: 100 })
    const opened = openConnections(db, 1, 60_000)
    await door.knocked
    await t.rejects(db.$queryRaw`SELECT 1`)
    door.open()
    await opened
    t.ok(poolFigures(db).idle > 0)
  })

  await t.test('and not by one that is away', async (t) => {
    const nobody = 'postgresql://larder@localhost/larder?host=/no/such/folder'
    await t.rejects(openConnections(connect(t, nobody), 1, 0), /ENOENT/)
  })
})

/** A way to the database on which so many connections get through, and the rest when it is opened. */
async function slowDoor(t: Test, target: URL, atOnce: number) {
  const folder = target.searchParams.get('host')
  const waiting: (() => void)[] = []
  let knock = () => {}
  const knocked = new Promise<void>((resolve) => {
    knock = resolve
  })
  let free = atOnce
  const server = createServer((client) => {
    client.on('error', () => {})
    const letThrough = () => {
      const behind = folder
        ? createConnection(`${folder}/.s.PGSQL.5432`)
        : createConnection(Number(target.port || 5432), target.hostname)
      behind.on('error', () => {})
      client.on('close', () => behind.destroy())
      client.pipe(behind).pipe(client)
    }
    if (free > 0) letThrough()
    else {
      waiting.push(letThrough)
      knock()
    }
    free -= 1
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const url = new URL(target)
  url.search = ''
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url,
    knocked,
    open() {
      free = Number.POSITIVE_INFINITY
      for (const letThrough of waiting.splice(0)) letThrough()
    }
  }
}
