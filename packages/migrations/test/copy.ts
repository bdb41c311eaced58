import { withoutMariadb } from '@larder/mysql/testing'
import { type Test, test } from 'tap'
import { copyDatabase } from '../src/copy/copy-database.js'
import { upgrade } from '../src/index.js'
import { makeMigrations } from './fixtures/migrations.js'
import { makeMysqlMigrations } from './fixtures/mysql-migrations.js'

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
    await t.rejects(copyDatabase({ from: postgres.url, to: postgres.url }), { code: 'COPY_ERR_SAME' })
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

const KEYS =
  "SELECT count(*)::int FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"

async function makePostgres(t: Test) {
  const { db, query } = await makeMigrations(t, { '1_init': { up: POSTGRESQL } })
  await upgrade(db)
  return { url: db.url, query }
}

async function makeMysql(t: Test) {
  const { db, query } = await makeMysqlMigrations(t, { '1_init': { up: MYSQL } })
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
