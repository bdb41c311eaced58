import { withoutMariadb } from '@larder/mysql/testing'
import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { connectTo, holdTable, makeMysqlMigrations, waitingSession } from './fixtures/mysql-migrations.js'

const ONE = { up: 'CREATE TABLE one (id INT PRIMARY KEY, name VARCHAR(10));' }
const TWO = { up: 'ALTER TABLE `one` ADD COLUMN `age` INTEGER NULL;' }

test('upgrade on MySQL', { skip: withoutMariadb }, async (t) => {
  t.test('applies what is missing, in order, and records it as Prisma does', async (t) => {
    const { query, write, db } = await makeMysqlMigrations(t, { '1_one': ONE })
    t.same(await upgrade(db), ['1_one'])
    write('3_three', { up: '-- why\nALTER TABLE one DROP COLUMN age;\nSELECT 1;' })
    write('2_two', TWO)
    t.same(await upgrade(db), ['2_two', '3_three'])
    t.same(await upgrade(db), [])
    const records = await query('SELECT * FROM _prisma_migrations ORDER BY migration_name')
    t.match(records, [
      {
        migration_name: '1_one',
        applied_steps_count: 1,
        finished_at: Date,
        rolled_back_at: null,
        logs: null
      },
      { migration_name: '2_two', applied_steps_count: 1 },
      { migration_name: '3_three', applied_steps_count: 2 }
    ])
    for (const { started_at: at } of records) t.ok(Math.abs(Number(at) - Date.now()) < 60_000, 'in UTC')
  })

  t.test('goes as far as is asked, and creates the database where there is none', async (t) => {
    const { db, query, name } = await makeMysqlMigrations(t, { '1_one': ONE, '2_two': TWO })
    await query(`DROP DATABASE ${name}`)
    t.same(await upgrade({ ...db, to: 'one' }), ['1_one'])
    await query(`USE ${name}`)
    t.same(await query('SELECT @@collation_database AS collation'), [{ collation: 'utf8mb4_bin' }])
    t.same(await upgrade(db), ['2_two'])
  })

  t.test('refuses tables of another app', async (t) => {
    const { db, query } = await makeMysqlMigrations(t, { '1_one': ONE })
    await query('CREATE TABLE theirs (id INT)')
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_NOT_EMPTY', message: /has tables \(theirs\)/ })
  })

  t.test('refuses a script that waits for a person, before any change', async (t) => {
    const { db, query } = await makeMysqlMigrations(t, {
      '1_one': ONE,
      '2_marked': {
        up: `${TWO.up}\n-- TO TRANSLATE BY HAND (line 3): an UPDATE\n--   UPDATE one SET age = 1;\n`
      }
    })
    await t.rejects(upgrade(db), { code: 'SCHEMA_ENGINE_ERR_TO_TRANSLATE' })
    t.same(await query('SHOW TABLES'), [])
  })

  t.test('says how far a migration came that fails, and goes on once the cause is mended', async (t) => {
    const { db, query } = await makeMysqlMigrations(t, {
      '1_one': { up: `${ONE.up} INSERT INTO one VALUES (1, 'a;b'), (2, 'a;b');` },
      '2_index': {
        up: 'CREATE TABLE two (id INT);\nINSERT INTO two VALUES (1);\n\nCREATE UNIQUE INDEX names ON one (name);\nCREATE TABLE three (id INT);'
      },
      '3_never': { up: 'CREATE TABLE four (id INT);' }
    })
    for (const _attempt of [1, 2]) {
      await t.rejects(upgrade(db), {
        code: 'MIGRATIONS_ERR_HALF_DONE',
        message:
          /2_index failed at line 4 .*: Duplicate entry 'a;b' for key 'names'\n.*Of its 4 statements the first 2 are done/
      })
    }
    t.match(await query("SELECT * FROM _prisma_migrations WHERE migration_name = '2_index'"), [
      { finished_at: null, applied_steps_count: 2, logs: /larder-db upgrade\nDuplicate entry/ }
    ])
    t.same(await query("SHOW TABLES LIKE 'four'"), [], 'no later one is applied')
    await query('DELETE FROM one WHERE id = 2')
    t.same(await upgrade(db), ['2_index', '3_never'])
    t.same(await query('SELECT * FROM two'), [{ id: 1 }], 'what is done is not done again')
    t.match(await query("SELECT * FROM _prisma_migrations WHERE migration_name = '2_index'"), [
      { finished_at: Date, logs: null, applied_steps_count: 4 }
    ])
  })

  t.test('a migration whose first statement fails can be changed and tried again', async (t) => {
    const { db, write } = await makeMysqlMigrations(t, {
      '1_one': { up: 'CREATE TABL one (id INT);' }
    })
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_FAILED',
      message: /1_one failed at line 1 .*syntax.*\nNothing of it was done/
    })
    write('1_one', ONE)
    t.same(await upgrade(db), ['1_one'])
  })

  t.test('does not go on with a script that was changed meanwhile', async (t) => {
    const { db, write } = await makeMysqlMigrations(t, {
      '1_one': { up: `${ONE.up} CREATE TABLE one (id INT);` }
    })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_DONE' })
    write('1_one', { up: 'CREATE TABLE one (id INT);' })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_EDITED_SINCE' })
  })

  t.test('sets a session again that goes on', async (t) => {
    const { db, query, write } = await makeMysqlMigrations(t, {
      '1_one': { up: `${ONE.up} CREATE TABLE two (id INT, one INT, FOREIGN KEY (one) REFERENCES one (id));` }
    })
    await upgrade(db)
    write('2_set', {
      up: 'SET foreign_key_checks = 0; CREATE TABLE three (id INT); INSERT INTO two VALUES (1, 7);'
    })
    await query('CREATE TABLE three (id INT)')
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_DONE', message: /first 1 is done/ })
    await query('DROP TABLE three')
    t.same(await upgrade(db), ['2_set'])
    t.same(await query('SELECT * FROM two'), [{ id: 1, one: 7 }])
  })

  t.test('leaves a transaction of the script out, since each statement has one', async (t) => {
    const { db, query } = await makeMysqlMigrations(t, {
      '1_one': {
        up: `${ONE.up} START TRANSACTION; INSERT INTO one VALUES (1, 'a'); INSERT INTO one VALUES (1, 'b'); COMMIT;`
      }
    })
    await t.rejects(upgrade(db), { message: /Of its 3 statements the first 2 are done/ })
    t.same(await query('SELECT name FROM one'), [{ name: 'a' }])
  })
})

test('data on MySQL', { skip: withoutMariadb }, async (t) => {
  t.test('are not lost unasked', async (t) => {
    const { query, write, db } = await makeMysqlMigrations(t, {
      '1_one': {
        up: `CREATE TABLE one (id INT, name VARCHAR(10), note TEXT, price DECIMAL(8, 2), at DATETIME(6), size ENUM('s', 'm'));
          CREATE TABLE Two (id INT); INSERT INTO Two VALUES (1);
          INSERT INTO one VALUES (1, 'a', 'x', 1.25, '2026-01-01 00:00:00.000001', 's'), (2, 'longer', NULL, 2, '2026-01-01', 'm'), (3, 'b', NULL, 3.5, NULL, 'm');`
      }
    })
    await upgrade(db)
    write('2_lossy', {
      up: `CREATE TABLE new (id INT);
        ALTER TABLE one DROP COLUMN \`note\`, MODIFY name VARCHAR(3), MODIFY \`price\` INTEGER NULL,
          MODIFY at DATETIME(3), CHANGE size size ENUM('s');
        DROP TABLE \`Two\`; DELETE FROM one WHERE id = 1; TRUNCATE one; DROP TABLE IF EXISTS none`
    })
    const before = await query('SELECT * FROM one')
    const { message } = await upgrade(db).catch((error) => error)
    t.equal(
      message,
      `Nothing was changed, because data would be lost:
  column "one"."note": 1 rows
  column "one"."name", where the new type does not hold the value: 1 rows
  column "one"."price", where the new type does not hold the value: 2 rows
  column "one"."at", where the new type does not hold the value: 1 rows
  column "one"."size", where the new type does not hold the value: 2 rows
  table "Two": 1 rows
  at most all of table "one": 3 rows
  all of table "one": 3 rows
If they may be lost, run larder-db with --accept-data-loss.`
    )
    t.same(await query('SELECT * FROM one'), before)
    t.same(await query("SHOW TABLES LIKE 'new'"), [])
    write('2_lossy', { up: 'ALTER TABLE one DROP COLUMN note; DROP TABLE `Two`;' })
    t.same(await upgrade({ ...db, acceptDataLoss: true }), ['2_lossy'])
  })

  t.test('that are in the way are counted', async (t) => {
    const { db, query, write } = await makeMysqlMigrations(t, {
      '1_one': {
        up: "CREATE TABLE one (id INT, size ENUM('s', 'm')); INSERT INTO one VALUES (1, 's'), (2, 'm'), (NULL, 'm')"
      }
    })
    await upgrade(db)
    for (const [up, said] of [
      ["ALTER TABLE one MODIFY size ENUM('s')", /size.*\. "one"\."size" has such a value in 2 rows\nNothing/],
      ['ALTER TABLE `one` MODIFY `id` INT NOT NULL', /id.*\. "one"\."id" has no value in 1 row\nNothing/],
      ['CREATE UNIQUE INDEX sizes ON one (size)', /Duplicate entry 'm' for key/]
    ] as const) {
      write('2_next', { up })
      await t.rejects(upgrade({ ...db, acceptDataLoss: true }), {
        code: 'MIGRATIONS_ERR_FAILED',
        message: said
      })
    }
    await query('DELETE FROM one WHERE id IS NULL')
    write('2_next', { up: 'ALTER TABLE `one` MODIFY `id` INT NOT NULL' })
    t.same(await upgrade(db), ['2_next'])
  })

  t.test('are found also among what an earlier migration of the same run has made', async (t) => {
    const { query, db } = await makeMysqlMigrations(t, {
      '1_one': ONE,
      '2_fill': { up: "INSERT INTO one VALUES (1, 'a')" },
      '3_empty': { up: 'ALTER TABLE one DROP COLUMN name' }
    })
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_DATA_LOSS',
      message: /Nothing of 3_empty was changed.*\n {2}column "one"\."name": 1 rows/
    })
    t.same(await query('SELECT name FROM one'), [{ name: 'a' }])
    t.same(await upgrade({ ...db, acceptDataLoss: true }), ['3_empty'])
  })

  t.test('are not lost by a later statement of the same script', async (t) => {
    const { query, db } = await makeMysqlMigrations(t, {
      '1_one': { up: `${ONE.up} INSERT INTO one VALUES (1, 'a'); ALTER TABLE one DROP COLUMN name` }
    })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_DONE', message: /"one"\."name": 1 rows/ })
    t.same(await query('SELECT name FROM one'), [{ name: 'a' }])
    t.same(await upgrade({ ...db, acceptDataLoss: true }), ['1_one'])
  })

  t.test('are not made up for a required column', async (t) => {
    const { query, write, db } = await makeMysqlMigrations(t, {
      '1_one': { up: `${ONE.up} INSERT INTO one VALUES (1, 'a');` },
      '2_required': {
        up: 'ALTER TABLE one ADD COLUMN ok INT NOT NULL DEFAULT 1;\nALTER TABLE `one` ADD COLUMN `age` INTEGER NOT NULL;'
      }
    })
    for (const acceptDataLoss of [false, true]) {
      await t.rejects(upgrade({ ...db, acceptDataLoss }), {
        code: 'MIGRATIONS_ERR_FAILED',
        message:
          /2_required failed at line 2 .*`age` is required.* the 1 rows of `one` .*Nothing of it was done/s
      })
    }
    t.match(await query('SELECT * FROM one'), [{ id: 1, name: 'a' }])
    await query('DELETE FROM one')
    t.same(await upgrade(db), ['2_required'])
    await query("INSERT INTO one (id, name, age) VALUES (1, 'a', 30)")
    write('3_numbered', { up: 'ALTER TABLE one ADD COLUMN number INT NOT NULL AUTO_INCREMENT UNIQUE' })
    t.same(await upgrade(db), ['3_numbered'], 'the server numbers the rows')
  })
})

test('several deploys to MySQL at once', { skip: withoutMariadb }, async (t) => {
  t.test('one applies, the others wait and go on', async (t) => {
    const { db, query } = await makeMysqlMigrations(t, {
      '1_slow': { up: 'CREATE TABLE one (id INT); SELECT SLEEP(0.3); CREATE TABLE two (id INT);' },
      '2_quick': { up: 'CREATE TABLE three (id INT);' }
    })
    const applied = await Promise.all([1, 2, 3, 4].map(() => upgrade(db)))
    t.same(applied.flat(), ['1_slow', '2_quick'])
    t.equal(applied.filter(({ length }) => length > 0).length, 1)
    t.same(await query('SELECT COUNT(*) AS count FROM _prisma_migrations'), [{ count: 2 }])
  })

  t.test('one that waits too long says for whom', async (t) => {
    const { db, url } = await makeMysqlMigrations(t, { '1_one': ONE })
    const other = await connectTo(t, url)
    // The lock is the server's, on which other tests migrate, too.
    const [locked] = await other.query("SELECT GET_LOCK('prisma_migrate', 300) AS taken")
    t.equal(Number(locked.taken), 1)
    const lines: string[] = []
    await t.rejects(upgrade({ ...db, lockTimeout: 1, onProgress: (line) => lines.push(line) }), {
      code: 'MIGRATIONS_ERR_LOCKED',
      message: /Another deploy \(session \d+ of \w+.*\).*--lock-timeout/
    })
    t.match(lines, [/Another deploy is at work.*Waiting/])
    await other.query("SELECT RELEASE_LOCK('prisma_migrate')")
    t.same(await upgrade(db), ['1_one'])
  })

  t.test('a connection that is lost is told in a line, and the next attempt goes on', async (t) => {
    const { db, url, query } = await makeMysqlMigrations(t, {
      '1_one': ONE,
      '2_two': { up: `CREATE TABLE two (id INT); ${TWO.up}` }
    })
    await upgrade({ ...db, to: '1_one' })
    const holder = await holdTable(t, url, 'one')
    const lost = t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_CONNECTION_LOST' })
    await query(`KILL ${await waitingSession(query)}`)
    await lost
    await holder.end()
    t.match(await query('SELECT applied_steps_count FROM _prisma_migrations WHERE finished_at IS NULL'), [
      { applied_steps_count: 1 }
    ])
    t.same(await upgrade(db), ['2_two'])
  })
})
