import { NOTHING_COMMITTED } from '@larder/schema-engine'
import { until } from '@larder/until'
import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { makeMigrations } from './fixtures/migrations.js'

const ONE = { up: 'CREATE TABLE one (id int PRIMARY KEY, name text);' }
const TWO = { up: 'ALTER TABLE one ADD COLUMN age int;' }

test('upgrade', async (t) => {
  t.test('applies what is missing, in order, and records it as Prisma does', async (t) => {
    const { query, write, db } = await makeMigrations(t, { '1_one': ONE })
    t.same(await upgrade(db), ['1_one'])
    write('3_three', { up: 'ALTER TABLE one DROP COLUMN age' })
    write('2_two', TWO)
    t.same(await upgrade(db), ['2_two', '3_three'])
    t.same(await upgrade(db), [])
    t.match(
      await query('SELECT *, length(checksum) AS digits FROM _prisma_migrations ORDER BY started_at'),
      ['1_one', '2_two', '3_three'].map((migration_name) => ({
        migration_name,
        digits: 64,
        finished_at: Date,
        rolled_back_at: null,
        logs: null,
        applied_steps_count: 1
      }))
    )
  })

  t.test('goes as far as is asked', async (t) => {
    const { db } = await makeMigrations(t, { '1_one': ONE, '2_two': TWO })
    t.same(await upgrade({ ...db, to: 'one' }), ['1_one'], 'a name without its time will do')
    t.same(await upgrade({ ...db, to: '1_one' }), [])
    t.same(await upgrade({ ...db, to: '2_two' }), ['2_two'])
  })

  t.test('applies one that was merged late, before what is applied', async (t) => {
    const { write, db } = await makeMigrations(t, { '2_two': ONE })
    await upgrade(db)
    write('1_late', { up: 'CREATE TABLE late ()' })
    t.same(await upgrade(db), ['1_late'])
  })

  t.test('leaves a database alone that is newer than the folder', async (t) => {
    const { query, db } = await makeMigrations(t, { '1_one': ONE })
    await upgrade(db)
    await query(
      "INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '2_newer', now())"
    )
    t.same(await upgrade(db), [])
  })

  t.test('creates the database and the schema where there is none', async (t) => {
    const { db, query } = await makeMigrations(t, { '1_one': ONE })
    const elsewhere = new URL(db.url)
    elsewhere.searchParams.set('schema', 'My shop')
    t.same(await upgrade({ ...db, url: elsewhere.href.replace('+', '%20') }), ['1_one'])
    t.same(await query("SELECT schemaname FROM pg_tables WHERE tablename IN ('one', '_prisma_migrations')"), [
      { schemaname: 'My shop' },
      { schemaname: 'My shop' }
    ])
  })

  t.test('is not led astray by a script that changes the search path', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_dump': { up: "SELECT set_config('search_path', '', false); CREATE TABLE public.one (id int);" },
      '2_two': { up: 'CREATE TABLE two (id int)' }
    })
    t.same(await upgrade(db), ['1_dump', '2_two'])
    t.same(await query("SELECT count(*)::int FROM pg_tables WHERE schemaname = 'public'"), [{ count: 3 }])
  })
})

test('a migration that fails', async (t) => {
  t.test('leaves the database as it was, and can be tried again', async (t) => {
    const { query, write, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_bad': { up: 'CREATE TABLE two (id int);\n\n-- a comment\nALTER TABLE nope ADD x int;' }
    })
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_FAILED',
      message:
        /2_bad failed at line 4 of its migration\.sql: relation "nope" does not exist\nNothing of it was done/
    })
    t.same(await query("SELECT to_regclass('two') AS two"), [{ two: null }])
    t.same(await query('SELECT migration_name AS name FROM _prisma_migrations'), [{ name: '1_one' }])
    write('2_bad', { up: 'CREATE TABLE two (id int);' })
    t.same(await upgrade(db), ['2_bad'])
  })

  t.test("does so although it has a BEGIN and COMMIT of its own, as Prisma's for enums have", async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_enum': { up: "BEGIN; CREATE TYPE color AS ENUM ('red'); COMMIT; CREATE TABLE one (id nope);" }
    })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_FAILED' })
    t.same(await query("SELECT to_regtype('color') AS type"), [{ type: null }])
  })
})

test('a migration whose first statement fails can be tried again:', async (t) => {
  const scripts = {
    'one that nobody can read': ['CREATE TABLE two (id int);\n\nCREATE TABL three (id int);', 3],
    'one that cannot run in a transaction': [
      'CREATE UNIQUE INDEX CONCURRENTLY names ON one (name);\nCREATE TABLE two (id int);',
      1
    ]
  }
  for (const [what, [up = '', line]] of Object.entries(scripts)) {
    t.test(what, async (t) => {
      const { query, write, db } = await makeMigrations(t, {
        '1_one': { up: `${ONE.up} INSERT INTO one VALUES (1, 'a'), (2, 'a');` },
        '2_bad': { up: String(up) }
      })
      for (const _attempt of [1, 2]) {
        await t.rejects(upgrade(db), {
          code: 'MIGRATIONS_ERR_FAILED',
          message: new RegExp(`2_bad failed at line ${line} .*\\nNothing of it was done`)
        })
      }
      t.same(await query("SELECT to_regclass('two') AS two"), [{ two: null }])
      write('2_bad', { up: 'CREATE TABLE two (id int);' })
      t.same(await upgrade(db), ['2_bad'])
    })
  }
})

test('a connection that is lost is told in a line, and the next attempt goes on', async (t) => {
  const { query, write, db } = await makeMigrations(t, {
    '1_one': {
      up: 'CREATE TABLE one (id int); VACUUM one; SELECT pg_sleep(20); CREATE TABLE two (id int);'
    }
  })
  const lost = t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_CONNECTION_LOST' })
  const SLEEPING =
    "datname = current_database() AND query LIKE 'SELECT pg_sleep%' AND pid <> pg_backend_pid()"
  const END = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${SLEEPING} AND EXISTS (SELECT FROM pg_tables WHERE tablename = 'one')`
  await until(async () => (await query(END)).length > 0, 'the sleeping statement is ended')
  await lost
  write('1_one', {
    up: 'CREATE TABLE one (id int); VACUUM one; SELECT pg_sleep(0); CREATE TABLE two (id int);'
  })
  await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_EDITED_SINCE' }, 'two statements are done')
})

test('a script of some megabytes is applied with little work', async (t) => {
  const { db } = await makeMigrations(t, {
    '1_long': {
      up: `CREATE TABLE one (id int);\n${"SELECT 'a line of a script that is long';\n".repeat(20_000)}`
    }
  })
  const before = process.cpuUsage()
  t.same(await upgrade(db), ['1_long'])
  const { user, system } = process.cpuUsage(before)
  // Microseconds of this process, however busy the machine is.
  t.ok(user + system < 10_000_000)
})

test('a migration that loses data', async (t) => {
  t.test('is refused, with what and how much it would lose', async (t) => {
    const { query, write, db } = await makeMigrations(t, {
      '1_one': {
        up: `CREATE TABLE one (id int, name varchar(10), note text, price numeric(8, 2));
          CREATE TABLE "Two" (id int); INSERT INTO "Two" VALUES (1);
          INSERT INTO one VALUES (1, 'a', 'x', 1.25), (2, 'longer', NULL, 2), (3, 'b', NULL, 3.5);`
      }
    })
    await upgrade(db)
    write('2_lossy', {
      up: `CREATE TABLE new (id int);
        ALTER TABLE one DROP COLUMN note, ALTER name TYPE varchar(3), ALTER price TYPE int USING price::int;
        DROP TABLE "Two"; DELETE FROM one WHERE id = 1; TRUNCATE one; DROP TABLE IF EXISTS none`
    })
    const before = await query('SELECT * FROM one')
    const { message } = await upgrade(db).catch((error) => error)
    t.equal(
      message,
      `Nothing was changed, because data would be lost:
  column "one"."note": 1 rows
  column "one"."name", where the new type does not hold the value: 1 rows
  column "one"."price", where the new type does not hold the value: 2 rows
  table "Two": 1 rows
  at most all of table "one": 3 rows
  all of table "one": 3 rows
If they may be lost, run larder-db with --accept-data-loss.`
    )
    t.same(await query('SELECT * FROM one'), before)
    t.same(
      await upgrade({ ...db, acceptDataLoss: true }).catch((error) => error.code),
      'MIGRATIONS_ERR_FAILED'
    )
    write('2_lossy', { up: 'ALTER TABLE one DROP COLUMN note; DROP TABLE "Two";' })
    t.same(await upgrade({ ...db, acceptDataLoss: true }), ['2_lossy'])
  })

  t.test('is none where there is nothing to lose', async (t) => {
    const { write, db } = await makeMigrations(t, {
      '1_one': {
        up: "CREATE TABLE one (id int, name varchar(10), note text); INSERT INTO one VALUES (1, 'a', NULL);"
      }
    })
    await upgrade(db)
    write('2_fine', {
      up: 'ALTER TABLE one DROP COLUMN note, ALTER name TYPE varchar(20), ALTER id TYPE bigint; CREATE TABLE x (); DROP TABLE x;'
    })
    t.same(await upgrade(db), ['2_fine'])
  })

  t.test('is found also among what an earlier migration of the same run has made', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_fill': { up: "INSERT INTO one VALUES (1, 'a')" },
      '3_empty': { up: 'ALTER TABLE one DROP COLUMN name' }
    })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_DATA_LOSS', message: /"one"\."name": 1 rows/ })
    t.same(await query('SELECT name FROM one'), [{ name: 'a' }])
  })
})

test('upgrade refuses, with one line and nothing done,', async (t) => {
  const refused: [string, Parameters<typeof makeMigrations>[1], object, RegExp][] = [
    ['a folder without migrations', {}, {}, /^There are no migrations in .*larder-db migrate -m init$/],
    ['a migration without its script', { '1_one': ONE, '2_two': {} }, {}, /2_two has no migration\.sql/],
    [
      'names that differ only in case',
      { '1_one': ONE, '1_One': ONE },
      {},
      /1_one and 1_One differ|1_One and 1_one differ/
    ],
    [
      'a script in Latin-1',
      { '1_one': { up: Buffer.from("SELECT 'caf\xe9'", 'latin1') } },
      {},
      /is not plain UTF-8/
    ],
    ['a script with a byte order mark', { '1_one': { up: '\uFEFFSELECT 1' } }, {}, /byte order mark/],
    ['an unknown name', { '1_one': ONE }, { to: 'tow' }, /There is no migration tow/],
    ['a name that may be several', { '1_one': ONE, '2_one': TWO }, { to: 'one' }, /one may be 1_one or 2_one/]
  ]
  for (const [what, scripts, options, message] of refused) {
    t.test(what, async (t) => {
      const { query, db } = await makeMigrations(t, scripts)
      await t.rejects(upgrade({ ...db, ...options }), { message })
      t.same(await query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"), [])
    })
  }

  t.test("somebody else's tables", async (t) => {
    const { query, db } = await makeMigrations(t, { '1_one': ONE })
    await query('CREATE TABLE theirs (id int)')
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_NOT_EMPTY',
      message: /has tables \(theirs\).*larder-db stamp/
    })
  })

  t.test('but not one that a killed Prisma has done nothing of', async (t) => {
    const { query, write, db } = await makeMigrations(t, { '1_one': ONE })
    await upgrade(db)
    write('2_two', TWO)
    await query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ('x', 'x', '2_two', '${NOTHING_COMMITTED}')`
    )
    t.same(await upgrade(db), ['2_two'])
  })

  t.test('a migration that Prisma has failed to apply', async (t) => {
    const { query, write, db } = await makeMigrations(t, { '1_one': ONE })
    await upgrade(db)
    write('2_two', TWO)
    await query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '2_two')")
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_FAILED_BEFORE',
      message: /prisma migrate resolve --rolled-back 2_two\..*larder-db stamp 2_two$/
    })
  })
})
