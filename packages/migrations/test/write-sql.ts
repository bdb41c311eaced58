import { spawnSync } from 'node:child_process'
import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { writeSql } from '../src/sql/write-sql.js'
import { makeMigrations } from './fixtures/migrations.js'

const withoutPsql = spawnSync('psql', ['--version']).error !== undefined && 'psql is not installed'

test('sql', async (t) => {
  const { query, db } = await makeMigrations(t, {
    '1_one': { up: 'CREATE TABLE one (id int);', down: 'DROP TABLE one;' },
    "2_it's": { up: 'ALTER TABLE one ADD two text -- no semicolon', down: 'ALTER TABLE one DROP two' },
    '3_index': { up: 'CREATE INDEX CONCURRENTLY i ON one (id)', down: 'DROP INDEX i;' }
  })

  await t.test('is a script that does and records what upgrade would', async (t) => {
    for (const part of (await writeForOthers({ ...db, to: "2_it's" })).split(/(?<=COMMIT;)/))
      await query(part)
    t.same(await upgrade(db), ['3_index'])
  })

  await t.test('leads down as well', async (t) => {
    const down = await writeForOthers({ ...db, from: '3_index', to: '1_one' })
    t.match(
      down,
      /^-- Undoes 3_index\nBEGIN;\nSET LOCAL search_path = "public";\nDROP INDEX i;\n[\s\S]*COMMIT;\n\n-- Undoes 2_it's/
    )
    await query(down)
    t.same(await upgrade(db), ["2_it's", '3_index'])
  })

  t.test('leaves out the transaction where there can be none', async (t) => {
    t.match(
      await writeForOthers({ ...db, from: "2_it's" }),
      /^-- 3_index\nSET search_path = "public";\nCREATE INDEX CONCURRENTLY i ON one \(id\)\n;\nINSERT INTO/
    )
  })

  await t.test('knows the statements that take no transaction', async (t) => {
    const { db } = await makeMigrations(t, Object.fromEntries(ALONE.map((up, at) => [`${10 + at}`, { up }])))
    t.notMatch(await writeSql(db), 'BEGIN;')
  })

  await t.test('makes psql stop at an error', { skip: withoutPsql }, async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_one': { up: 'CREATE TABLE one (id int); INSERT INTO one VALUES (1), (1);' },
      '2_index': { up: 'CREATE UNIQUE INDEX CONCURRENTLY i ON one (id);' },
      '3_two': { up: 'CREATE TABLE two (id int);' }
    })
    const input = await writeSql(db)
    const { status, stderr } = spawnSync('psql', ['--no-psqlrc', db.url], { input, encoding: 'utf8' })
    t.equal(status, 3)
    t.match(stderr, /could not create unique index/)
    t.same(await query('SELECT migration_name AS name FROM _prisma_migrations'), [{ name: '1_one' }])
    t.same(await query("SELECT to_regclass('two') AS two"), [{ two: null }])
  })

  await t.test('runs after a baseline that was dumped, in the schema of the URL', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_dump': { up: "SELECT set_config('search_path', '', false); CREATE TABLE shop.one (id int);" },
      '2_column': { up: 'ALTER TABLE one ADD two text' }
    })
    const url = new URL(db.url)
    url.searchParams.set('schema', 'shop')
    const shop = { ...db, url: url.href }
    await query(await writeForOthers(shop))
    t.same(await upgrade(shop), [])
    t.same(await query('SELECT two FROM shop.one'), [])
  })

  await t.test('runs for a role that may make tables, and no schemas', async (t) => {
    const { query, db } = await makeMigrations(t, { '1_one': { up: 'CREATE TABLE one (id int)' } })
    const role = new URL(db.url).pathname.slice(1)
    await query(`CREATE ROLE ${role}`)
    t.teardown(() => query(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`))
    await query(`GRANT CREATE ON SCHEMA public TO ${role}; SET ROLE ${role}`)
    await query(await writeForOthers(db))
    t.same(await query('SELECT id FROM one'), [])
  })

  await t.test('quotes the name of a schema', async (t) => {
    const { query, db } = await makeMigrations(t, { '1_one': { up: 'CREATE TABLE one (id int)' } })
    const url = new URL(db.url)
    url.searchParams.set('schema', `it's $$ "mine"`)
    await query(await writeForOthers({ ...db, url: url.href }))
    t.same(await query(`SELECT id FROM "it's $$ ""mine""".one`), [])
  })

  t.test('is empty from a migration to itself', async (t) => {
    t.equal(await writeSql({ ...db, from: '1_one', to: '1_one' }), '')
  })
})

const ALONE = [
  'REINDEX INDEX CONCURRENTLY i',
  'REINDEX SCHEMA public',
  'DROP INDEX CONCURRENTLY i',
  'ALTER TABLE one DETACH PARTITION two CONCURRENTLY',
  "ALTER TYPE size ADD VALUE 'm'",
  'VACUUM one',
  'CREATE DATABASE other',
  'DROP TABLESPACE other',
  "CREATE SUBSCRIPTION one CONNECTION 'two' PUBLICATION three",
  'ALTER SYSTEM SET work_mem = 1'
]

/** The script for a client that is not psql. */
async function writeForOthers(options: Parameters<typeof writeSql>[0]): Promise<string> {
  return (await writeSql(options)).replace(/^-- For psql: .*\n\\set ON_ERROR_STOP on\n\n/, '')
}
