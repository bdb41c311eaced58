import { IN_STEPS } from '@larder/schema-engine'
import { test } from 'tap'
import { downgrade } from '../src/apply/downgrade.js'
import { upgrade } from '../src/index.js'
import { makeMigrations } from './fixtures/migrations.js'

const ONE = { up: 'CREATE TABLE one (id int PRIMARY KEY, name text);' }
const INDEX = 'CREATE UNIQUE INDEX CONCURRENTLY names ON one (name);'

test('a migration that cannot run in a transaction', async (t) => {
  t.test('runs outside of one', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_index': { up: `${INDEX}\nCREATE TABLE two (id int);` },
      '3_enum': { up: "CREATE TYPE size AS ENUM ('s');" },
      '4_enum': { up: "ALTER TYPE size ADD VALUE 'm'; CREATE TABLE three (size size DEFAULT 'm');" }
    })
    t.equal((await upgrade(db)).length, 4)
    t.match(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'names'::regclass"), [
      { indisvalid: true }
    ])
    t.match(await query('SELECT * FROM _prisma_migrations WHERE finished_at IS NULL'), [])
  })

  t.test('says how far it came, and goes on from there once the cause is mended', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': { up: `${ONE.up} INSERT INTO one VALUES (1, 'a'), (2, 'a');` },
      '2_index': { up: `CREATE TABLE two (id int);\n${INDEX}\nCREATE TABLE three (id int);` }
    })
    await t.rejects(upgrade(db), {
      code: 'MIGRATIONS_ERR_HALF_DONE',
      message:
        /2_index failed at line 2 .*could not create unique index.*\n.*Of its 3 statements the first 1 is done/
    })
    t.match(await query("SELECT * FROM _prisma_migrations WHERE migration_name = '2_index'"), [
      { finished_at: null, applied_steps_count: 1, logs: /unique/ }
    ])
    await query('DELETE FROM one WHERE id = 2')
    t.same(await upgrade(db), ['2_index'])
    t.match(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'names'::regclass"), [
      { indisvalid: true }
    ])
    t.match(await query("SELECT * FROM _prisma_migrations WHERE migration_name = '2_index'"), [
      { finished_at: Date, logs: null }
    ])
  })

  t.test('sets the session up again where it goes on', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': { up: 'CREATE SCHEMA other; CREATE TABLE other.one (id int, name text);' },
      '2_index': { up: `SET search_path = other; INSERT INTO one VALUES (1, 'a'), (2, 'a'); ${INDEX}` }
    })
    await t.rejects(upgrade(db), { message: /Of its 3 statements the first 2 are done/ })
    await query('DELETE FROM other.one WHERE id = 2')
    t.same(await upgrade(db), ['2_index'])
  })

  t.test('counts a transaction of its own as done or not done', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_both': { up: `${INDEX} BEGIN; CREATE TABLE two (id int); CREATE TABLE one (id int); COMMIT;` }
    })
    await t.rejects(upgrade(db), { message: /Of its 5 statements the first 1 is done/ })
    await query('DROP TABLE one')
    t.same(await upgrade(db), ['2_both'])
    t.match(await query("SELECT to_regclass('one')::text AS one, to_regclass('two')::text AS two"), [
      { one: 'one', two: 'two' }
    ])
  })

  t.test('does not go on with a script that was changed meanwhile', async (t) => {
    const { write, db } = await makeMigrations(t, {
      '1_one': { up: `${ONE.up} INSERT INTO one VALUES (1, 'a'), (2, 'a');` },
      '2_index': { up: `CREATE TABLE two (id int); ${INDEX}` }
    })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_DONE' })
    write('2_index', { up: `CREATE TABLE other (id int); ${INDEX}` })
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_EDITED_SINCE' })
  })
})

// PostgreSQL commits a statement that takes no transaction before its record.
test('such a statement whose record fails', async (t) => {
  t.test('counts as done', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_index': {
        up: `CREATE TABLE two (id int); ${INDEX}`,
        down: 'DROP INDEX CONCURRENTLY names; DROP TABLE two;'
      }
    })
    await upgrade({ ...db, to: '1_one' })
    await query(refuseRecord(2))
    await t.rejects(upgrade(db), { message: 'disk full' })
    t.match(await query(STEPS), [{ steps: 1, logs: IN_STEPS }])
    await query(ALLOW_RECORDS)
    t.same(await upgrade(db), ['2_index'])

    await query(refuseRecord(1))
    await t.rejects(downgrade(db), { message: 'disk full' })
    t.match(await query(STEPS), [{ steps: 0, logs: /^Undone in part/ }])
    await query(ALLOW_RECORDS)
    t.same(await downgrade(db), ['2_index'])
  })

  t.test('does so after an attempt that did not come to look', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_index': { up: `SET lock_timeout = '50ms'; ${INDEX}` }
    })
    await upgrade({ ...db, to: '1_one' })
    await query(refuseRecord(2))
    await t.rejects(upgrade(db), { message: 'disk full' })
    await query(ALLOW_RECORDS)
    await query('BEGIN; LOCK one')
    await t.rejects(upgrade(db), { message: /lock timeout/ })
    t.match(await query(STEPS), [{ steps: 1, logs: IN_STEPS }])
    await query('COMMIT')
    t.same(await upgrade(db), ['2_index'])
  })

  t.test('does not where its index is not complete, in whatever schema', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': { up: 'CREATE SCHEMA other; CREATE TABLE other.one (id int, name text);' },
      '2_index': { up: INDEX.replace('ON one', 'ON other.one') }
    })
    await upgrade({ ...db, to: '1_one' })
    await query(refuseRecord(1))
    await t.rejects(upgrade(db), { message: 'disk full' })
    await query(ALLOW_RECORDS)
    await query("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'other.names'::regclass")
    t.same(await upgrade(db), ['2_index'])
    t.match(await query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'other.names'::regclass"), [
      { indisvalid: true }
    ])
  })

  t.test('does not where it takes a transaction with its record', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': ONE,
      '2_two': { up: 'VACUUM one; CREATE TABLE two (id int);' }
    })
    await upgrade({ ...db, to: '1_one' })
    await query(refuseRecord(1))
    await t.rejects(upgrade(db), { message: 'disk full' })
    await query(ALLOW_RECORDS)
    await query(
      'CREATE TABLE two (id int); UPDATE _prisma_migrations SET applied_steps_count = 1 WHERE finished_at IS NULL'
    )
    await t.rejects(upgrade(db), { code: 'MIGRATIONS_ERR_HALF_DONE', message: /"two" already exists/ })
  })
})

const STEPS = `SELECT applied_steps_count AS steps, logs FROM _prisma_migrations
  WHERE finished_at IS NULL AND rolled_back_at IS NULL`

/** The record of a statement fails, as on a full disk. */
function refuseRecord(steps: number): string {
  return `
    CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'disk full'; END $$;
    CREATE TRIGGER full_disk BEFORE UPDATE ON _prisma_migrations FOR EACH ROW
      WHEN (NEW.applied_steps_count = ${steps} AND NEW.finished_at IS NULL) EXECUTE FUNCTION full_disk()`
}

const ALLOW_RECORDS = 'DROP FUNCTION full_disk CASCADE'
