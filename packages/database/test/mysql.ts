import { readdir } from 'node:fs/promises'
// The build, which ships what stands in the checkout's prisma/.
import {
  createClient as createBuiltClient,
  pendingMigrations,
  pendingMigrationsAt,
  shippedMigrations
} from '@larder/database'
import { connectionOptions, parseMysqlUrl } from '@larder/mysql'
import { startTestServer } from '@larder/mysql/testing'
import { until } from '@larder/until'
import mariadb from 'mariadb'
import { test } from 'tap'
import { Type } from 'typebox'
import { createClient, isMysql, type PrismaClient, poolFigures } from '../src/client.js'
import { createMissing, createRows } from '../src/create-rows.js'
import { isDatabaseAway } from '../src/driver-errors/database-away.js'
import { violatedConstraint } from '../src/driver-errors/violated-constraint.js'
import { inTransaction } from '../src/in-transaction.js'
import { openConnections } from '../src/open-connections.js'
import { executeStatement, queryRows } from '../src/query-rows.js'
import { statement, Timestamp } from '../src/statement.js'
import { takesWrites } from '../src/takes-writes.js'
import { silentProxy } from './fixtures/silent-proxy.js'

test('a client of MySQL', async (t) => {
  const server = await startTestServer()
  t.teardown(() => server.stop())
  const url = server.urlOf('shop')
  const admin = await mariadb.createConnection({
    host: '127.0.0.1',
    port: Number(new URL(url).port),
    user: 'root'
  })
  admin.on('error', () => {})
  t.teardown(() => admin.destroy())
  for (const sql of TABLES) await admin.query(sql)
  const connect = (options?: Parameters<typeof createClient>[1]) => {
    const db = createClient(url, options)
    t.teardown(() => db.$disconnect())
    return db
  }
  const db = connect()

  await t.test('says so, also in a transaction', async (t) => {
    t.equal(isMysql(db), true)
    t.equal(await db.$transaction(async (tx) => isMysql(tx)), true)
    t.equal(isMysql(createClient('postgresql://127.0.0.1:1/none')), false)
  })

  await t.test('gives values as PostgreSQL does, past Prisma and in a transaction', async (t) => {
    const noon = new Date('2026-03-29T00:30:00.500Z')
    const kinds = statement(
      Type.Object({
        count: Type.Integer(),
        sum: Type.Number(),
        yes: Type.Boolean(),
        perhaps: Type.Union([Type.Boolean(), Type.Null()]),
        at: Timestamp,
        text: Type.String()
      }),
      'SELECT count(*) AS count, 1.5 AS sum, $2 = $2 AS yes, NULL AS perhaps, TIMESTAMPADD(HOUR, 1, CAST($1 AS DATETIME(3))) AS at, $2 AS text'
    )
    const row = {
      count: 1,
      sum: 1.5,
      yes: true,
      perhaps: null,
      at: new Date('2026-03-29T01:30:00.500Z'),
      text: '🍓'
    }
    t.same(await queryRows(db, kinds, [noon, '🍓']), [row])
    t.same(await db.$transaction((tx) => queryRows(tx, kinds, [noon, '🍓'])), [row])
  })

  await t.test(
    'compares text byte by byte, commits what it reads, and cancels what takes too long',
    async (t) => {
      const session = statement(
        Type.Object({ level: Type.String(), zone: Type.String(), equal: Type.Boolean() }),
        "SELECT @@tx_isolation AS level, @@time_zone AS zone, '🍓' = '🍎' OR 'ß' = 'ss' OR 'A' = 'a' AS equal"
      )
      t.same(await queryRows(db, session), [{ level: 'READ-COMMITTED', zone: '+00:00', equal: false }])
      const hasty = connect({ statementTimeout: 1_000 })
      await t.rejects(queryRows(hasty, statement(Type.Never(), 'SELECT SLEEP(60)')), {
        code: 'ER_STATEMENT_TIMEOUT'
      })
      t.same((await queryRows(hasty, session)).length, 1, 'and is ready for the next')
    }
  )

  await t.test('counts over all processes in one statement', async (t) => {
    const values = ['x'.repeat(43), new Date()]
    const counts = await Promise.all(Array.from({ length: 40 }, () => queryRows(db, COUNT, values)))
    const expected = Array.from({ length: 40 }, (_, index) => index + 1)
    t.same(
      counts
        .flat()
        .map(({ count }) => count)
        .sort((one, other) => one - other),
      expected
    )
    t.same(await db.$transaction((tx) => queryRows(tx, COUNT, values)), [{ count: 41 }])
  })

  await t.test('counts the rows that a statement finds', async (t) => {
    await executeStatement(db, statement(Type.Never(), 'INSERT INTO goods VALUES (7, $1, $2)'), ['Pear', 3])
    const change = statement(Type.Never(), 'UPDATE goods SET price = $2 WHERE name = $1')
    t.equal(await executeStatement(db, change, ['Pear', 4]), 1)
    t.equal(await executeStatement(db, change, ['Pear', 4]), 1, 'also where nothing changes')
    t.equal(await db.$transaction((tx) => executeStatement(tx, change, ['pear', 4])), 0)
  })

  await t.test('names the constraint that refused', async (t) => {
    await db.$executeRaw`INSERT INTO goods VALUES (1, 'Apple', 3)`
    for (const [sql, name] of [
      ["INSERT INTO goods VALUES (2, 'Apple', 3)", 'goods_name_key'],
      ["INSERT INTO goods VALUES (3, 'Fig', -1)", 'goods_price_check'],
      ['INSERT INTO cart_lines VALUES (1, 99)', 'cart_lines_good_id_fkey'],
      ['SELECT nothing', undefined]
    ] as const) {
      for (const run of [
        () => queryRows(db, statement(Type.Never(), sql)),
        () => db.$executeRawUnsafe(sql),
        () => db.$transaction((tx) => tx.$executeRawUnsafe(sql))
      ]) {
        const error = await run().catch((error: unknown) => error)
        t.equal(violatedConstraint(error), name, sql)
        t.equal(isDatabaseAway(error), false)
      }
    }
  })

  await t.test('does the work again that a deadlock ended', async (t) => {
    await db.$executeRaw`INSERT INTO goods VALUES (11, 'One', 0), (12, 'Two', 0)`
    let arrived = 0
    let open = () => {}
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    const count = (first: number, second: number) =>
      inTransaction(db, async (tx) => {
        await tx.$executeRaw`UPDATE goods SET price = price + 1 WHERE id = ${first}`
        arrived += 1
        if (arrived === 2) open()
        await both
        await tx.$executeRaw`UPDATE goods SET price = price + 1 WHERE id = ${second}`
      })
    await Promise.all([count(11, 12), count(12, 11)])
    t.ok(arrived > 2, 'one of them came again')
    t.same(await db.$queryRaw`SELECT price FROM goods WHERE id IN (11, 12)`, [{ price: 2 }, { price: 2 }])
  })

  await t.test('does a single statement again that a deadlock ended', async (t) => {
    await db.$executeRaw`INSERT INTO goods VALUES (21, 'Three', 0), (22, 'Four', 0), (23, 'Five', 0)`
    const both = statement(Type.Never(), 'UPDATE goods SET price = price + 1 WHERE id IN (21, 22)')
    for (const count of [() => queryRows(db, both), () => executeStatement(db, both)]) {
      let waits: Promise<unknown> = Promise.resolve()
      await db.$transaction(async (tx) => {
        // The server gives up the one that has done less.
        for (const id of [22, 23, 23, 23])
          await tx.$executeRaw`UPDATE goods SET price = price + 1 WHERE id = ${id}`
        waits = count()
        await until(async () => Number((await admin.query(WAITS))[0].Value) > 0, 'it waits for a lock')
        await tx.$executeRaw`UPDATE goods SET price = price + 1 WHERE id = 21`
      })
      await waits
    }
    t.same(await db.$queryRaw`SELECT price FROM goods WHERE id IN (21, 22)`, [{ price: 4 }, { price: 4 }])
  })

  await t.test('does a statement again whose row seemed to refer to nothing', async (t) => {
    for (const sql of POTS) await admin.query(sql)
    const db = connect({ poolSize: 1 })
    const add = statement(Type.Never(), 'INSERT INTO lids (pot_id) VALUES ($1)')
    await queryRows(db, add, [1])
    await executeStatement(db, add, [2])
    await inTransaction(db, (tx) => executeStatement(tx, add, [3]))
    t.same(await db.$queryRaw`SELECT pot_id AS pot FROM lids ORDER BY 1`, [
      { pot: 1 },
      { pot: 2 },
      { pot: 3 }
    ])
  })

  await t.test('writes what is missing, and refuses what does not fit', async (t) => {
    const row = (id: string, count: number) => ({ id, count, expiresAt: new Date() })
    t.equal(await createMissing(db, db.rateLimit, [row('a', 1), row('b', 1)]), 2)
    const written = await inTransaction(db, async (tx) => {
      const more = await createMissing(tx, tx.rateLimit, [row('a', 2), row('c', 2), row('c', 3)])
      return more + (await createMissing(tx, tx.rateLimit, [row('d', 2)]))
    })
    t.equal(written, 2, 'in a transaction, too, which goes on')
    const rows = await db.rateLimit.findMany({
      where: { id: { in: ['a', 'b', 'c', 'd'] } },
      orderBy: { id: 'asc' }
    })
    t.same(
      rows.map(({ count }) => count),
      [1, 1, 2, 2]
    )
    await t.rejects(createMissing(db, db.rateLimit, [row('x'.repeat(44), 1)]), /Data too long/)
    await createRows(db, db.rateLimit, [row('e', 1), row('f', 5)])
    t.same(await db.rateLimit.findUnique({ where: { id: 'f' }, select: { count: true } }), { count: 5 })
  })

  await t.test('tells of its connections, and of a server that takes no writes', async (t) => {
    const db = connect({ poolSize: 4 })
    t.same(poolFigures(db), { busy: 0, idle: 0, waiting: 0 })
    await openConnections(db, 9, 5_000)
    await until(() => poolFigures(db).idle === 4, 'four are open')
    t.equal(await takesWrites(db), true)
    await admin.query('SET GLOBAL read_only = ON')
    t.equal(await takesWrites(db), false)
    await admin.query('SET GLOBAL read_only = OFF')
    t.equal(await takesWrites(db), true)
  })

  await t.test('leaves a server that takes no writes at the first write that fails', async (t) => {
    const db = connect({ poolSize: 3 })
    await openConnections(db, 3, 5_000)
    await until(() => poolFigures(db).idle === 3, 'three are open')
    const stale = await readIds(db)
    await admin.query('CREATE USER clerk')
    await admin.query('GRANT ALL ON shop.* TO clerk')
    const clerk = createClient(url.replace('root@', 'clerk@'), { poolSize: 1 })
    t.teardown(() => clerk.$disconnect())
    const [before] = await readIds(clerk)
    await admin.query('SET GLOBAL read_only = ON')
    const refused = await clerk.$executeRaw`DELETE FROM cart_lines`.catch((error) => error)
    t.ok(isDatabaseAway(refused))
    await admin.query('SET GLOBAL read_only = OFF')
    const [next] = await readIds(clerk)
    t.not(next, before)
    t.same(await readIds(db), stale, 'others stay')

    await admin.query('SET GLOBAL read_only = ON')
    await t.rejects(clerk.$transaction((tx) => tx.$executeRaw`DELETE FROM cart_lines`))
    await admin.query('SET GLOBAL read_only = OFF')
    t.not((await readIds(clerk))[0], next, 'in a transaction, too')
  })

  await t.test('gives up a server that hangs in the time that a connection may take', async (t) => {
    const proxy = await silentProxy(t, new URL(url))
    const db = createClient(proxy.url, { poolSize: 2, connectionTimeout: 5_000, statementTimeout: 600_000 })
    t.teardown(() => db.$disconnect())
    await openConnections(db, 2, 5_000)
    proxy.swallowAll()
    const errors = await Promise.all([
      readIds(db).catch((error) => error),
      db.$transaction((tx) => tx.$queryRaw`SELECT 1`).catch((error) => error)
    ])
    for (const error of errors) t.ok(isDatabaseAway(error), String(error))
    proxy.resume()
    await t.resolves(readIds(db), 'and the next query finds it back')
  })

  await t.test('survives a connection that breaks while it is set up', async (t) => {
    const proxy = await silentProxy(t, new URL(url))
    const db = createClient(proxy.url, { poolSize: 1, connectionTimeout: 1_000 })
    t.teardown(() => db.$disconnect())
    proxy.breakAt('SET SESSION TRANSACTION')
    t.ok(isDatabaseAway(await readIds(db).catch((error) => error)))
    proxy.resume()
    await until(() => readIds(db).catch(() => undefined), 'it connects')
  })

  await t.test('survives that a statement cannot be killed, of a connection that is destroyed', async (t) => {
    const proxy = await silentProxy(t, new URL(url))
    const connection = await mariadb.createConnection(connectionOptions(parseMysqlUrl(proxy.url)))
    connection.on('error', () => {})
    proxy.breakAt('KILL')
    const asked = connection.query('SELECT SLEEP(60)').catch((error) => error)
    connection.destroy()
    t.match(await asked, { code: 'ER_CMD_NOT_EXECUTED_DESTROYED' })
    t.ok(await readIds(db))
  })

  await t.test('has no migration where there are no records', async (t) => {
    const db = createBuiltClient(url)
    t.teardown(() => db.$disconnect())
    t.same(await pendingMigrations(db), await listShipped())
    t.same(await pendingMigrationsAt(url, {}), await listShipped(), 'also without a client')
  })

  await t.test('keeps a connection that nobody needs for longer than a statement may take', async (t) => {
    const lost: Error[] = []
    const db = connect({
      poolSize: 1,
      statementTimeout: 100,
      connectionTimeout: 1_000,
      onConnectionLost: (error) => lost.push(error)
    })
    const [before] = await readIds(db)
    const end = performance.now() + 1_500
    await until(() => performance.now() > end, 'both times are over')
    t.equal((await readIds(db))[0], before)
    t.same(lost, [])
  })

  await t.test('refuses a server that would lose something', async (t) => {
    await admin.query("SET GLOBAL sql_mode = ''")
    await t.rejects(connect().$queryRaw`SELECT 1`, { code: 'MYSQL_ERR_NOT_STRICT' })
    await t.rejects(queryRows(connect(), COUNT, []), { code: 'MYSQL_ERR_NOT_STRICT' })
    await admin.query('SET GLOBAL sql_mode = DEFAULT')
    await t.resolves(connect().$queryRaw`SELECT 1`)
  })

  await t.test('says that the server is away, with no value of a statement', async (t) => {
    const secret = statement(Type.Never(), 'SELECT $1 FROM nowhere')
    const failed = await queryRows(db, secret, ['secret@example.com']).catch((error: Error) => error)
    t.notMatch(JSON.stringify(failed, Object.getOwnPropertyNames(failed)), /secret@/)
    await server.stop()
    for (const run of [
      () => queryRows(db, secret, ['x']),
      () => db.$queryRaw`SELECT 1`,
      () => db.$transaction((tx) => tx.$queryRaw`SELECT 1`)
    ]) {
      t.equal(isDatabaseAway(await run().catch((error: unknown) => error)), true)
    }
  })
})

async function listShipped(): Promise<string[]> {
  const names = await readdir(shippedMigrations)
  return names.filter((name) => /^\d/.test(name)).sort()
}

async function readIds(db: PrismaClient): Promise<number[]> {
  const id = statement(Type.Object({ id: Type.Integer() }), 'SELECT CONNECTION_ID() AS id')
  const rows = await Promise.all([1, 2, 3].map(() => queryRows(db, id)))
  return rows.flatMap((row) => row.map(({ id }) => id)).sort((one, other) => one - other)
}

const COUNT = statement(Type.Object({ count: Type.Integer() }), {
  postgresql: '',
  mysql: {
    text: `INSERT INTO rate_limits (id, count, expires_at) VALUES ($1, LAST_INSERT_ID(1), $2)
           ON DUPLICATE KEY UPDATE count = LAST_INSERT_ID(count + 1)`,
    insertIdAs: 'count'
  }
})

const WAITS = "SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"

const TABLES = [
  'CREATE DATABASE shop',
  'USE shop',
  'CREATE TABLE rate_limits (id CHAR(43) PRIMARY KEY, count INT NOT NULL, expires_at DATETIME(3) NOT NULL)',
  `CREATE TABLE goods (id INT PRIMARY KEY, name VARCHAR(20) COLLATE utf8mb4_bin, price INT,
     CONSTRAINT goods_price_check CHECK (price >= 0), UNIQUE KEY goods_name_key (name))`,
  `CREATE TABLE cart_lines (id INT PRIMARY KEY, good_id INT,
     CONSTRAINT cart_lines_good_id_fkey FOREIGN KEY (good_id) REFERENCES goods (id))`
]

/** The trigger does for the test what ALTER TABLE does now and then: the pot is there at the second attempt. */
const POTS = [
  'CREATE TABLE pots (id INT PRIMARY KEY)',
  'CREATE TABLE lids (pot_id INT, FOREIGN KEY (pot_id) REFERENCES pots (id))',
  `CREATE TRIGGER lids_pot BEFORE INSERT ON lids FOR EACH ROW BEGIN
     SET @attempts = COALESCE(@attempts, 0) + 1;
     IF @attempts % 2 = 0 THEN INSERT INTO pots VALUES (NEW.pot_id); END IF;
   END`
]
