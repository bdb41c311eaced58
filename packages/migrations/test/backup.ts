import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  watch,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { mock } from 'node:test'
import { findEarlierCluster } from '@larder/postgres'
import { until } from '@larder/until'
import pg from 'pg'
import { test } from 'tap'
import { dump } from '../src/backup/dump.js'
import { withProgress } from '../src/backup/progress.js'
import { restore } from '../src/backup/restore.js'
import { upgrade } from '../src/index.js'
import { larderDb } from './fixtures/larder-db-process.js'
import { makeMigrations } from './fixtures/migrations.js'
import { makeDatabase } from './fixtures/own-database.js'
import { makeProject } from './fixtures/prisma-project.js'

const SHOP = `
  CREATE TYPE taste AS ENUM ('sweet', '酸');
  CREATE TABLE "good" (id serial PRIMARY KEY, parent_id int REFERENCES good, "odd ""name" text, picture bytea, taste taste,
    price numeric, doubled numeric GENERATED ALWAYS AS (price * 2) STORED, made_at timestamptz, seen timestamp(3), data jsonb, whole bool);
  CREATE TABLE aisle (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, best_id int, name char(3));
  ALTER TABLE good ADD aisle_id int REFERENCES aisle ON DELETE CASCADE;
  ALTER TABLE aisle ADD CONSTRAINT best FOREIGN KEY (best_id) REFERENCES good DEFERRABLE;
  CREATE TABLE "nothing" ();
  CREATE UNLOGGED TABLE visit (id int);
  CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.price = 0; RETURN NEW; END $$;
  INSERT INTO aisle (name) VALUES ('new');`
const SHOUT = 'CREATE TRIGGER shout BEFORE INSERT ON good FOR EACH ROW EXECUTE FUNCTION shout();'
const MIGRATIONS = { '1_shop': { up: SHOP }, '2_shout': { up: SHOUT, down: 'DROP TRIGGER shout ON good;' } }
const ODD = [
  '\\.',
  '\\N',
  '',
  ' ',
  '\n\\.\n',
  '\\',
  '\t\r\n\v\b\f',
  '\u0001\u007f\u0085\u2028',
  '👩‍🌾 日本',
  "'; --"
]

test('a dump', async (t) => {
  const { db, query, write } = await makeMigrations(t, MIGRATIONS)
  const { url, migrations } = db
  await upgrade(db)
  await query('ALTER TABLE good DISABLE TRIGGER shout')
  const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const client = new pg.Client(url)
  await client.connect()
  for (const text of ODD) {
    const values = [text, everyByte, JSON.stringify({ text })]
    await client.query('INSERT INTO good ("odd ""name", picture, data) VALUES ($1, $2, $3)', values)
  }
  await client.query('INSERT INTO good (picture, price) VALUES ($1, 12345678901234567890.123)', [
    randomBytes(2 ** 21)
  ])
  await client.end()
  await query(
    `INSERT INTO good (id, parent_id, "odd ""name", taste, made_at, seen, whole)
    SELECT 100 + i, 99 + i, i || E'\\n', '酸', 'epoch'::timestamptz + i * interval '1.000001 s', now(), i % 2 = 0
    FROM generate_series(2, 100000) i`.replace('99 + i', 'CASE WHEN i > 2 THEN 99 + i END')
  )
  await query(`UPDATE aisle SET best_id = 102; UPDATE good SET aisle_id = 1 WHERE id = 102; INSERT INTO visit VALUES (NULL);
    SELECT nextval('good_id_seq'); ALTER TABLE good ENABLE TRIGGER shout`)
  const file = path.join(path.dirname(migrations), 'shop.dump')

  await t.test('is written as one file, for its owner alone', async (t) => {
    t.same(await dump({ url, file }), { aisle: 1, good: 100_010, nothing: 0, visit: 1 })
    t.equal(statSync(file).mode & 0o777, 0o600)
    t.same(readdirSync(path.dirname(file)), ['migrations', 'shop.dump'])
    t.notMatch(readFileSync(file, 'latin1').slice(0, 500), /password|larder_test/)
    await t.rejects(dump({ url, file }), { code: 'BACKUP_ERR_FILE_EXISTS' })
    await t.rejects(dump({ url, file: `${file}/in/a/file` }), { code: 'BACKUP_ERR_FILE' })
  })

  await t.test('that fails, however soon, leaves no file', async (t) => {
    const folder = t.testdir()
    const empty = await makeDatabase(t)
    for (let dumped = 0; dumped < 3; dumped++) {
      const failed = dump({ url: empty.href, file: path.join(folder, 'shop.dump') })
      await t.rejects(failed, { code: 'BACKUP_ERR_NO_MIGRATIONS' })
    }
    t.same(readdirSync(folder), [])
  })

  await t.test('is restored into a database that is not there yet, to the last byte', async (t) => {
    const other = await makeDatabase(t)
    const { query: ask, close } = asking(other.href)
    await ask('SELECT 1')
    const { applied, rows } = await restore({ url: other.href, migrations, file })
    t.same(applied, ['1_shop', '2_shout'])
    t.match(rows, { good: 100_010 })
    for (const table of ['good', 'aisle', 'visit']) {
      const digest = `SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM ${table} t`
      t.same(await ask(digest), await query(digest), table)
    }
    for (const shape of [CONSTRAINTS, TRIGGERS]) t.same(await ask(shape), await query(shape))
    const next = `SELECT nextval('good_id_seq') AS good, nextval('aisle_id_seq') AS aisle`
    t.same(await ask(next), await query(next), 'and sequences go on')
    await close()
  })

  await t.test('does not replace rows unasked, and leaves them where it fails', async (t) => {
    const other = await makeDatabase(t)
    const { query: ask, close } = asking(other.href)
    await upgrade({ url: other.href, migrations })
    await ask('INSERT INTO visit VALUES (1), (2)')
    await t.rejects(restore({ url: other.href, migrations, file }), {
      code: 'MIGRATIONS_ERR_DATA_LOSS',
      message: /table "aisle": 1 rows\n {2}all of table "visit": 2 rows\n.*--accept-data-loss/
    })
    const accepting = { url: other.href, migrations, file, acceptDataLoss: true }
    await ask('ALTER TABLE visit ADD CONSTRAINT whole CHECK (id IS NOT NULL)')
    await t.rejects(restore(accepting), {
      code: 'BACKUP_ERR_REFUSED',
      message: /^The database refuses rows of visit: .*"whole".* Nothing was restored\.$/
    })
    t.same(await ask('SELECT id FROM visit ORDER BY id'), [{ id: 1 }, { id: 2 }])
    t.same(await ask(CONSTRAINTS.replace("'c'", "''")), await query(CONSTRAINTS), 'with their constraints')
    await ask('ALTER TABLE visit DROP CONSTRAINT whole')
    t.same((await restore(accepting)).applied, [])
    t.same(await ask('SELECT id FROM visit'), [{ id: null }])
    await close()
  })

  await t.test('is refused where the migrations are others', async (t) => {
    const other = await makeDatabase(t)
    const { query: ask, close } = asking(other.href)
    const one = await makeMigrations(t, { '1_shop': { up: SHOP } })
    const options = { url: other.href, file }
    await t.rejects(restore({ ...options, migrations: one.db.migrations }), {
      message: /migration 2_shout, which the folder does not have\. Nothing was changed/
    })
    one.write('2_shout', { up: `${SHOUT} -- edited` })
    await t.rejects(restore({ ...options, migrations: one.db.migrations }), {
      message: /migration 2_shout, which the folder has changed since/
    })
    t.same(await ask(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`), [])

    write('3_more', { up: 'CREATE TABLE more (id int);' })
    await upgrade({ url: other.href, migrations })
    await t.rejects(restore({ ...options, migrations }), {
      code: 'BACKUP_ERR_OTHER_MIGRATIONS',
      message: '3_more'
    })
    await close()
  })

  await t.test('is refused when it is not whole, before anything is done', async (t) => {
    const other = await makeDatabase(t)
    const whole = readFileSync(file)
    const damaged = `${file}.damaged`
    const refusalOf = async (bytes: Buffer): Promise<unknown> => {
      writeFileSync(damaged, bytes)
      return restore({ url: other.href, migrations, file: damaged }).catch((error) => error)
    }
    const middle = whole.length >> 1
    const brokenOff = { message: /is damaged: it breaks off\. Nothing was changed/ }
    for (const length of [500, middle, whole.length - 200, whole.length - 1])
      t.match(await refusalOf(whole.subarray(0, length)), brokenOff)
    const flipped = Buffer.from(whole)
    flipped[middle] = whole[middle] === 49 ? 50 : 49
    t.match(await refusalOf(flipped), { code: 'BACKUP_ERR_DAMAGED' })
    const longer = Buffer.concat([whole, Buffer.from('\n')])
    t.match(await refusalOf(longer), { message: /something stands behind its end/ })
    for (const text of ['{}\n', '--\n-- PostgreSQL database dump\n'])
      t.match(await refusalOf(Buffer.from(text)), { code: 'BACKUP_ERR_NOT_A_DUMP' })
    await t.rejects(restore({ url: other.href, migrations, file: '/nowhere' }), { code: 'BACKUP_ERR_FILE' })
    const { query: ask, close } = asking(other.href)
    t.same(await ask(`SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace`), [])
    await close()
  })
})

test('larder-db dump and restore', async (t) => {
  const { folder, url, verb, write, query } = await makeProject(t, 'model One {\n  id Int @id\n}\n')
  write('1_one', 'migration.sql', 'CREATE TABLE "One" (id int PRIMARY KEY, text text);')
  const file = path.join(folder, 'shop.dump')

  t.match(await verb('dump', file), { code: 1, stderr: /no record of migrations/ })
  await verb('upgrade')
  await query('INSERT INTO "One" VALUES (1)')
  t.match(await verb('dump', file), { code: 0, stdout: 'Wrote shop.dump: 1 row of 1 tables.\n', stderr: '' })
  t.match(await verb('restore', file), { code: 1, stderr: /all of table "One": 1 rows/ })
  await query('DELETE FROM "One"')
  t.match(await verb('restore', file), { code: 0, stdout: 'Restored 1 row of 1 tables.\n', stderr: '' })

  await t.test('leave nothing after Ctrl-C', async (t) => {
    await query(`INSERT INTO "One" SELECT i, repeat(md5(i::text), 8) FROM generate_series(2, 100000) i`)
    const watcher = watch(folder)
    const writing = once(watcher, 'change')
    const dumping = larderDb(folder, url, 'dump', path.join(folder, 'other.dump'))
    await writing
    watcher.close()
    dumping.child.kill('SIGINT')
    t.match(await dumping.ended, { code: 130, stdout: '', stderr: '' })
    t.notOk(readdirSync(folder).some((name) => name.includes('other')))

    const locker = new pg.Client(url)
    await locker.connect()
    await locker.query('BEGIN; LOCK TABLE "One"')
    const restoring = larderDb(folder, url, 'restore', '--accept-data-loss', file)
    await until(async () => (await query(WAITING)).length > 0, 'the restore waits for the table')
    restoring.child.kill('SIGINT')
    await restoring.ended
    await locker.end()
    t.same(await query('SELECT count(*)::int FROM "One"'), [{ count: 100_000 }])
  })
})

test('larder-db upgrade-embedded lets Ctrl-C remove what it has written', async (t) => {
  const npm = '#!/bin/sh\nkill -INT $PPID\n'
  const folder = t.testdir({ 'prisma.config.ts': 'export default {}', bin: { npm } })
  chmodSync(path.join(folder, 'bin/npm'), 0o755)
  await findEarlierCluster(folder)
  const state = realpathSync(path.join(folder, '.larder/postgres'))
  t.teardown(() => rmSync(state, { recursive: true, force: true }))
  mkdirSync(path.join(state, 'cluster/data'), { recursive: true })
  writeFileSync(path.join(state, 'cluster/data/PG_VERSION'), '17\n')
  const { PATH } = process.env
  process.env.PATH = `${path.join(folder, 'bin')}:${PATH}`
  const { ended } = larderDb(folder, '', 'upgrade-embedded')
  process.env.PATH = PATH
  t.match(await ended, { code: 130, stderr: /getting PostgreSQL 17 from npm/ })
})

test('what takes more than two seconds is told', async (t) => {
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const told: string[] = []
  await withProgress(
    (line) => told.push(line),
    async (say) => {
      say('goods: 1 row …')
      mock.timers.tick(1_999)
      say('goods: 2 rows …')
      mock.timers.tick(2_001)
    }
  )
  mock.timers.tick(10_000)
  t.same(told, ['goods: 2 rows …', 'goods: 2 rows …'])
})

const CONSTRAINTS = `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'c') ORDER BY 1, 2`
const TRIGGERS = 'SELECT tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal'
const WAITING = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

/** Asks a database in one connection, which is closed after. */
function asking(url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  return { query: async (sql: string) => (await pool.query(sql)).rows, close: () => pool.end() }
}
