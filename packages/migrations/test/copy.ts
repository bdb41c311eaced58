import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { inspect } from 'node:util'
import { withoutMariadb } from '@larder/mysql/testing'
import { type Test, test } from 'tap'
import { copyDatabase } from '../src/copy/copy-database.js'
import { upgrade } from '../src/index.js'
import { makeMigrations } from './fixtures/migrations.js'
import { holdTable, makeMysqlMigrations } from './fixtures/mysql-migrations.js'
import { runVerb } from './fixtures/run-verb.js'

const POSTGRESQL = `
  CREATE TYPE size AS ENUM ('small', 'large');
  CREATE TABLE goods (id SERIAL PRIMARY KEY, parent_id INT REFERENCES goods, name VARCHAR(40) UNIQUE NOT NULL, size size NOT NULL);
  CREATE TABLE values (
    good_id INT NOT NULL REFERENCES goods, code CHAR(5) NOT NULL, big BIGINT, price NUMERIC(10, 2), weight DOUBLE PRECISION,
    sold BOOLEAN, note TEXT, file BYTEA, made TIMESTAMP(3), seen TIMESTAMPTZ(6), day DATE, hour TIME(3), extra JSONB,
    PRIMARY KEY (good_id, code)
  );`
const MYSQL = `
  CREATE TABLE goods (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, parent_id INT, name VARCHAR(40) NOT NULL UNIQUE, size ENUM('small', 'large') NOT NULL,
    CONSTRAINT goods_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES goods (id));
  CREATE TABLE \`values\` (
    good_id INT NOT NULL, code CHAR(5) NOT NULL, big BIGINT, price DECIMAL(10, 2), weight DOUBLE,
    sold BOOLEAN, note LONGTEXT, file LONGBLOB, made DATETIME(3), seen DATETIME(6), day DATE, hour TIME(3), extra JSON,
    PRIMARY KEY (good_id, code), CONSTRAINT values_good_id_fkey FOREIGN KEY (good_id) REFERENCES goods (id)
  );`
const FILL = [
  "INSERT INTO goods VALUES (1, 2, '🍓 Erdbeere', 'small'), (2, 1, 'Äpfel \\\\ \"Bio\"', 'large'), (7, NULL, 'x\ty\nz', 'small')",
  `INSERT INTO values VALUES
    (1, 'ab', 9007199254740993, 1.50, 0.1, true, E'line\\r\\nnext\\\\.\\t', '\\x00ff5c0a', '2026-02-28 23:59:59.999', '2026-03-29 03:30:00.123456+02', '2026-02-28', '23:59:59.5', '{"b": [1, 2.5, null], "a": "ü"}'),
    (1, 'AB', -1, 0, -1e300, false, '', '', '1970-01-01 00:00:00', NULL, '1970-01-01', '00:00', '"text"'),
    (2, 'ab', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)`
]

test('copy from PostgreSQL to MySQL, and back', { skip: withoutMariadb }, async (t) => {
  const postgres = await makePostgres(t)
  const mysql = await makeMysql(t)
  for (const statement of FILL) await postgres.query(statement)
  await postgres.query("SELECT setval('goods_id_seq', 41)")
  const before = await contentOf(postgres.query)

  t.same(await copyDatabase({ from: postgres.url, to: mysql.url }), { goods: 3, values: 3 })
  t.match(await mysql.query('SELECT name FROM goods WHERE id = 1'), [{ name: '🍓 Erdbeere' }])
  t.match(
    await mysql.query("SELECT seen, sold, HEX(file) AS file FROM `values` WHERE code = 'ab' AND good_id = 1"),
    [{ seen: new Date('2026-03-29T01:30:00.123Z'), sold: 1, file: '00FF5C0A' }]
  )
  await mysql.query("INSERT INTO goods (name, size) VALUES ('next', 'small')")
  t.match(await mysql.query("SELECT id FROM goods WHERE name = 'next'"), [{ id: 42 }], 'numbers go on')
  t.same(await mysql.query("SHOW TABLES LIKE '_larder_copy'"), [])
  await t.rejects(copyDatabase({ from: postgres.url, to: mysql.url }), {
    code: 'COPY_ERR_NOT_EMPTY',
    message: /goods: 4 rows, values: 3 rows/
  })

  const back = await makePostgres(t)
  await mysql.query("DELETE FROM goods WHERE name = 'next'")
  await copyDatabase({ from: mysql.url, to: back.url })
  t.same(await contentOf(back.query), before)
  t.match(await back.query("INSERT INTO goods (name, size) VALUES ('next', 'small') RETURNING id"), [
    { id: 43 }
  ])
  await t.rejects(back.query("INSERT INTO values (good_id, code) VALUES (99, 'x')"), { code: '23503' })
  t.same(await back.query("SELECT to_regclass('_larder_copy') AS state"), [{ state: null }])
})

test('copy', { skip: withoutMariadb }, async (t) => {
  t.test('goes on after an interruption, and tells what has changed meanwhile', async (t) => {
    const postgres = await makePostgres(t)
    const mysql = await makeMysql(t)
    await postgres.query(
      "INSERT INTO goods SELECT i, NULL, 'good ' || i, 'small' FROM generate_series(1, 500) i"
    )
    await mysql.query("ALTER TABLE goods ADD CONSTRAINT no_300 CHECK (name <> 'good 300')")
    const copy = () => copyDatabase({ from: postgres.url, to: mysql.url })
    await t.rejects(copy(), {
      code: 'COPY_ERR_REFUSED',
      message: /^The database refuses rows of goods: .*no_300/
    })
    t.match(
      await mysql.query('SELECT COUNT(*) AS count FROM goods'),
      [{ count: 250 }],
      'whole batches are there'
    )
    const other = await makePostgres(t)
    await t.rejects(copyDatabase({ from: other.url, to: mysql.url }), { code: 'COPY_ERR_OTHER_SOURCE' })

    await mysql.query('ALTER TABLE goods DROP CONSTRAINT no_300')
    await postgres.query("UPDATE goods SET name = 'changed' WHERE id = 1")
    await t.rejects(copy(), { code: 'COPY_ERR_DIFFERENT', message: /goods \(500 rows, 500 rows\)/ })
    t.same(await copy(), { goods: 500, values: 0 })
    t.match(await mysql.query('SELECT name FROM goods WHERE id = 1'), [{ name: 'changed' }])
  })

  t.test('to PostgreSQL puts foreign keys back after an interruption', async (t) => {
    const mysql = await makeMysql(t)
    const postgres = await makePostgres(t)
    await mysql.query("INSERT INTO goods VALUES (1, NULL, 'one', 'small')")
    await postgres.query('ALTER TABLE goods ADD CONSTRAINT no_one CHECK (id <> 1)')
    const copy = () => copyDatabase({ from: mysql.url, to: postgres.url })
    await t.rejects(copy(), { code: 'COPY_ERR_REFUSED' })
    t.same(await postgres.query(KEYS), [{ count: 0 }])
    await postgres.query('ALTER TABLE goods DROP CONSTRAINT no_one')
    await copy()
    t.same(await postgres.query(KEYS), [{ count: 2 }])
  })

  t.test('goes through keys of enums, bytes and large numbers in their order', async (t) => {
    const columns = 'PRIMARY KEY (order_id, kind, code)'
    const makeLines = () =>
      makePostgres(
        t,
        `CREATE TYPE kind AS ENUM ('small', 'it''s', 'large');
        CREATE TABLE line (order_id BIGINT NOT NULL, kind kind NOT NULL, code BYTEA NOT NULL, ${columns})`
      )
    const postgres = await makeLines()
    const mysql = await makeMysql(
      t,
      `CREATE TABLE line (order_id BIGINT NOT NULL, kind ENUM('small', 'it''s', 'large') NOT NULL, code VARBINARY(8) NOT NULL, ${columns})`
    )
    await postgres.query(
      `INSERT INTO line SELECT 9007199254740990 + number, kind, decode(code, 'hex')
      FROM generate_series(1, 70) number, unnest(enum_range(NULL::kind)) kind, unnest('{00,5c,ff01}'::text[]) code`
    )
    t.same(await copyDatabase({ from: postgres.url, to: mysql.url }), { line: 630 })
    const back = await makeLines()
    t.same(await copyDatabase({ from: mysql.url, to: back.url }), { line: 630 })
  })

  t.test('keeps every digit of single precision', async (t) => {
    const postgres = await makePostgres(t, 'CREATE TABLE weight (id INT PRIMARY KEY, kilos REAL)')
    const mysql = await makeMysql(t, 'CREATE TABLE weight (id INT PRIMARY KEY, kilos FLOAT)')
    await mysql.query(
      'INSERT INTO weight VALUES (1, 16777216), (2, 0.1), (3, 3.4028234663852886e38), (4, -1e-45)'
    )
    await copyDatabase({ from: mysql.url, to: postgres.url })
    const kilos = [{ kilos: 16777216 }, { kilos: 0.1 }, { kilos: 3.4028235e38 }, { kilos: -1e-45 }]
    t.same(await postgres.query('SELECT kilos FROM weight ORDER BY id'), kilos)

    await mysql.query('DELETE FROM weight')
    await copyDatabase({ from: postgres.url, to: mysql.url })
    const exact = 'SELECT kilos + 0E0 AS kilos FROM weight ORDER BY id'
    t.same(
      await mysql.query(exact),
      kilos.map(({ kilos }) => ({ kilos: Math.fround(kilos) }))
    )
  })

  t.test('does not wait for a locked table without end', async (t) => {
    const postgres = await makePostgres(t)
    const mysql = await makeMysql(t)
    await mysql.query("INSERT INTO goods VALUES (1, NULL, 'one', 'small')")
    await postgres.query('BEGIN')
    await postgres.query('SELECT FROM goods')
    const there = () => copyDatabase({ from: mysql.url, to: postgres.url, lockTimeout: 1 })
    await t.rejects(there(), { code: 'COPY_ERR_LOCKED', message: /for more than 1 seconds\./ })
    t.same(await postgres.query("SELECT to_regclass('_larder_copy') AS state"), [{ state: null }])
    await postgres.query('COMMIT')
    await there()

    await mysql.query('DELETE FROM goods')
    const holder = await holdTable(t, mysql.url, 'goods')
    const back = () => copyDatabase({ from: postgres.url, to: mysql.url, lockTimeout: 1 })
    await t.rejects(back(), { code: 'COPY_ERR_LOCKED' })
    await holder.query('COMMIT')
    t.same(await back(), { goods: 1, values: 0 })
  })

  t.test('deletes what is there when it may', async (t) => {
    const postgres = await makePostgres(t)
    const mysql = await makeMysql(t)
    await mysql.query("INSERT INTO goods VALUES (0, NULL, 'old', 'small')")
    await copyDatabase({ from: postgres.url, to: mysql.url, acceptDataLoss: true })
    t.same(await mysql.query('SELECT * FROM goods'), [])
  })

  t.test('refuses databases that are not alike, and copies nothing', async (t) => {
    const postgres = await makePostgres(t)
    const mysql = await makeMysql(t)
    await mysql.query('ALTER TABLE goods ADD COLUMN more INT')
    await t.rejects(copyDatabase({ from: postgres.url, to: mysql.url }), {
      code: 'COPY_ERR_TABLES',
      message: /goods\.more is in one only/
    })
    await mysql.query("UPDATE _prisma_migrations SET migration_name = 'other'")
    await t.rejects(copyDatabase({ from: postgres.url, to: mysql.url }), {
      code: 'COPY_ERR_MIGRATIONS',
      message: /1_init, other/
    })
  })
})

test('copy keeps the rows of a database that two URLs lead to', { skip: withoutMariadb }, async (t) => {
  const state = "SELECT table_name FROM information_schema.tables WHERE table_name = '_larder_copy'"
  const postgres = await makePostgres(t)
  const url = new URL(postgres.url)
  const host = url.searchParams.get('host') ?? url.hostname
  url.hostname = 'elsewhere'
  url.searchParams.set('host', host)
  await postgres.query("INSERT INTO goods VALUES (1, NULL, 'one', 'small')")
  const copy = { from: postgres.url, to: url.href }
  await t.rejects(copyDatabase(copy), { code: 'COPY_ERR_SAME' })
  await t.rejects(copyDatabase({ ...copy, acceptDataLoss: true }), { code: 'COPY_ERR_SAME' })
  t.match(await postgres.query('SELECT name FROM goods'), [{ name: 'one' }])
  t.same(await postgres.query(state), [])

  const mysql = await makeMysql(t)
  await mysql.query("INSERT INTO goods VALUES (1, NULL, 'one', 'small')")
  const to = mysql.url.replace('127.0.0.1', 'localhost')
  await t.rejects(copyDatabase({ from: mysql.url, to, acceptDataLoss: true }), { code: 'COPY_ERR_SAME' })
  t.match(await mysql.query('SELECT name FROM goods'), [{ name: 'one' }])
  t.same(await mysql.query(`${state} AND table_schema = DATABASE()`), [])
})

test('copy tells servers apart by their sockets, and tells no password', async (t) => {
  for (const [one, other] of [
    [
      'mysql://larder:secret@localhost/shop?socket=/no/one',
      'mysql://larder:secret@localhost/shop?socket=/no/other'
    ],
    ['postgresql://larder:secret@/shop?host=/no/one', 'postgresql://larder:secret@/shop?host=/no/other']
  ] as const) {
    await t.rejects(copyDatabase({ from: one, to: other }), { code: 'P1001', message: /\/no\/one/ })
  }
  const from = 'postgresql://larder:secret@[/shop'
  const error: unknown = await copyDatabase({ from, to: from }).catch((error) => error)
  t.match(error, { code: 'SCHEMA_ENGINE_ERR_BAD_URL' })
  t.notMatch(inspect(error), /secret/)
})

test('larder-db copy takes URLs from the environment', async (t) => {
  const { db, query } = await makeMigrations(t, { '1_init': { up: POSTGRESQL } })
  await upgrade(db)
  await query("INSERT INTO goods VALUES (1, NULL, 'one', 'small')")
  const target = await makePostgres(t)
  const folder = path.dirname(db.migrations)
  writeFileSync(path.join(folder, 'prisma.config.ts'), "export default { schema: 'schema.prisma' }")
  process.env.COPY_TEST_URL = target.url
  t.teardown(() => delete process.env.COPY_TEST_URL)
  const copy = (...args: string[]) => runVerb(t, folder, db.url, ['copy', ...args])
  t.match(await copy('--to', 'COPY_TEST_URL'), { code: 0, stdout: /^Copied 1 row of 2 tables/ })
  t.match(await target.query('SELECT name FROM goods'), [{ name: 'one' }])
  t.match(await copy('--from', 'COPY_TEST_URL', '--to', 'DATABASE_URL', '--accept-data-loss'), { code: 0 })
  t.match(await copy('--to', 'COPY_TEST_NONE'), { code: 1, stderr: /variable COPY_TEST_NONE is not set/ })
})

const KEYS =
  "SELECT count(*)::int FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"

async function makePostgres(t: Test, up = POSTGRESQL) {
  const { db, query } = await makeMigrations(t, { '1_init': { up } })
  await upgrade(db)
  return { url: db.url, query }
}

async function makeMysql(t: Test, up = MYSQL) {
  const { db, query } = await makeMysqlMigrations(t, { '1_init': { up } })
  await upgrade(db)
  return { url: db.url, query }
}

/** All values as PostgreSQL writes them. */
async function contentOf(query: (sql: string) => Promise<unknown[]>): Promise<unknown[]> {
  return [
    ...(await query('SELECT goods::text FROM goods ORDER BY id')),
    ...(await query('SELECT values::text FROM values ORDER BY good_id, code')),
    ...(await query('SELECT seen FROM values ORDER BY good_id, code'))
  ]
}
