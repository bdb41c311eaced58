import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { makeMigrations } from './fixtures/migrations.js'

const SETUP = `
  CREATE DOMAIN short AS text;
  CREATE TYPE color AS ENUM ('red', 'green');
  CREATE TYPE pair AS (a int, b int);
  CREATE TABLE one (id int PRIMARY KEY, name text, at timestamp, domain short, color color, pair pair);
  CREATE TABLE none (id int PRIMARY KEY);
  CREATE TABLE refers (id int, none int REFERENCES none);
  CREATE TABLE refers_further (id int);
  CREATE SCHEMA empty;
  CREATE VIEW names AS SELECT name FROM one;
  INSERT INTO one VALUES (1, 'longer', '2026-01-01 10:00', 'x', 'green', ROW(1, 2)), (2, 'b', NULL, NULL, 'red', NULL);
  INSERT INTO refers VALUES (1, NULL);`

test('data would be lost by', async (t) => {
  const lossy: [string, RegExp][] = [
    ['ALTER TABLE one ALTER name TYPE text USING name::varchar(3)', /"one"\."name", where .*: 1 rows/],
    ['ALTER TABLE one ALTER at TYPE time', /"one"\."at", where .*: 1 rows/],
    ['ALTER TABLE one ALTER name TYPE text USING upper(name)', /"name", made anew.*: 2 rows/],
    ['ALTER TYPE pair DROP ATTRIBUTE b', /attribute "b"/],
    ['DROP DOMAIN short CASCADE', /columns that depend on "short"/],
    ['DROP SCHEMA empty CASCADE', /schema "empty"/],
    ['DROP OWNED BY larder_nobody', /everything that a role owns/],
    ['DROP DATABASE larder_none', /database "larder_none"/],
    ['TRUNCATE none CASCADE', /tables that refer to "none": 1 rows/],
    ['WITH gone AS (DELETE FROM one RETURNING id) SELECT id FROM gone', /all of table "one": 2 rows/],
    [
      'MERGE INTO one USING (VALUES (1)) AS v (id) ON one.id = v.id WHEN MATCHED THEN DELETE',
      /"one": 2 rows/
    ],
    [
      'ALTER TABLE one RENAME TO two; DROP TABLE two CASCADE',
      /Nothing of 2_lossy was changed.*\n {2}table "two": 2 rows/
    ]
  ]
  const { query, write, db } = await makeMigrations(t, { '1_setup': { up: SETUP } })
  await upgrade(db)
  for (const [up, message] of lossy) {
    await t.test(up, async (t) => {
      write('2_lossy', { up })
      await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_DATA_LOSS', message })
    })
  }
  t.same(await query('SELECT count(*)::int FROM one'), [{ count: 2 }])
})

test('no data would be lost by', async (t) => {
  const harmless = [
    'CREATE TEMPORARY TABLE copy AS SELECT * FROM one; DELETE FROM copy WHERE id = 1; TRUNCATE copy; DROP TABLE copy',
    'DROP SCHEMA empty',
    'DROP VIEW names CASCADE',
    'CREATE RULE forget AS ON UPDATE TO one DO ALSO DELETE FROM refers',
    'CREATE FUNCTION forget() RETURNS void BEGIN ATOMIC DELETE FROM one; END',
    'TRUNCATE refers_further CASCADE',
    "CREATE TYPE other AS ENUM ('red', 'green', 'blue'); ALTER TABLE one ALTER color TYPE other USING (color::text::other)"
  ]
  const { write, db } = await makeMigrations(t, { '1_setup': { up: SETUP } })
  await upgrade(db)
  for (const [index, up] of harmless.entries()) {
    const name = `${index + 2}_harmless`
    write(name, { up })
    t.same(await upgrade(db).catch((error) => error.message), [name], up)
  }
})

test('data are not lost where they cannot be counted in time', async (t) => {
  const { query, write, db } = await makeMigrations(t, { '1_setup': { up: SETUP } })
  await upgrade(db)
  await query('CREATE VIEW slow AS SELECT * FROM one WHERE pg_sleep(1) IS NOT NULL')
  write('2_lossy', { up: 'SET statement_timeout = 0; DELETE FROM slow' })
  await t.rejects(
    upgrade({
      ...db,
      url: `${db.url}${db.url.includes('?') ? '&' : '?'}options=-c%20statement_timeout%3D100`
    }),
    {
      message: /statement timeout/
    }
  )
  t.same(await query('SELECT count(*)::int FROM one'), [{ count: 2 }])
})

test('data are not lost by a script that cannot run in a transaction', async (t) => {
  const { query, write, db } = await makeMigrations(t, { '1_setup': { up: SETUP } })
  await upgrade(db)
  write('2_steps', {
    up: 'ALTER TABLE one RENAME TO two; CREATE INDEX CONCURRENTLY i ON two (name); DROP TABLE two CASCADE;'
  })
  await t.rejects(upgrade(db), {
    code: 'MIGRATIONS_ERR_HALF_DONE',
    message: /data would be lost:\n {2}table "two": 2 rows[\s\S]*the first 2 are done/
  })
  t.same(await query('SELECT count(*)::int FROM two'), [{ count: 2 }])
  t.same(await upgrade({ ...db, acceptDataLoss: true }), ['2_steps'], 'until that is accepted')
})
