import { test } from 'tap'
import { upgrade } from '../src/index.js'
import { writeSql } from '../src/sql/write-sql.js'
import { makeMigrations } from './fixtures/migrations.js'

test('sql', async (t) => {
  const { query, db } = await makeMigrations(t, {
    '1_one': { up: 'CREATE TABLE one (id int);', down: 'DROP TABLE one;' },
    "2_it's": { up: 'ALTER TABLE one ADD two text -- no semicolon', down: 'ALTER TABLE one DROP two' },
    '3_index': { up: 'CREATE INDEX CONCURRENTLY i ON one (id)', down: 'DROP INDEX i;' }
  })

  await t.test('is a script that does and records what upgrade would', async (t) => {
    for (const part of (await writeSql({ ...db, to: "2_it's" })).split(/(?<=COMMIT;)/)) await query(part)
    t.same(await upgrade(db), ['3_index'])
  })

  await t.test('leads down as well', async (t) => {
    const down = await writeSql({ ...db, from: '3_index', to: '1_one' })
    t.match(
      down,
      /^-- Undoes 3_index\nBEGIN;\nSET LOCAL search_path = "public";\nDROP INDEX i;\n[\s\S]*COMMIT;\n\n-- Undoes 2_it's/
    )
    await query(down)
    t.same(await upgrade(db), ["2_it's", '3_index'])
  })

  t.test('leaves out the transaction where there can be none', async (t) => {
    t.match(
      await writeSql({ ...db, from: "2_it's" }),
      /^-- 3_index\nSET search_path = "public";\nCREATE INDEX CONCURRENTLY i ON one \(id\)\n;\nINSERT INTO/
    )
  })

  await t.test('runs after a baseline that was dumped, in the schema of the URL', async (t) => {
    const { query, db } = await makeMigrations(t, {
      '1_dump': { up: "SELECT set_config('search_path', '', false); CREATE TABLE shop.one (id int);" },
      '2_column': { up: 'ALTER TABLE one ADD two text' }
    })
    const url = new URL(db.url)
    url.searchParams.set('schema', 'shop')
    const shop = { ...db, url: url.href }
    await query(await writeSql(shop))
    t.same(await upgrade(shop), [])
    t.same(await query('SELECT two FROM shop.one'), [])
  })

  await t.test('runs for a role that may make tables, and no schemas', async (t) => {
    const { query, db } = await makeMigrations(t, { '1_one': { up: 'CREATE TABLE one (id int)' } })
    const role = new URL(db.url).pathname.slice(1)
    await query(`CREATE ROLE ${role}`)
    t.teardown(() => query(`RESET ROLE; DROP OWNED BY ${role}; DROP ROLE ${role}`))
    await query(`GRANT CREATE ON SCHEMA public TO ${role}; SET ROLE ${role}`)
    await query(await writeSql(db))
    t.same(await query('SELECT id FROM one'), [])
  })

  await t.test('quotes the name of a schema', async (t) => {
    const { query, db } = await makeMigrations(t, { '1_one': { up: 'CREATE TABLE one (id int)' } })
    const url = new URL(db.url)
    url.searchParams.set('schema', `it's $$ "mine"`)
    await query(await writeSql({ ...db, url: url.href }))
    t.same(await query(`SELECT id FROM "it's $$ ""mine""".one`), [])
  })

  t.test('is empty from a migration to itself', async (t) => {
    t.equal(await writeSql({ ...db, from: '1_one', to: '1_one' }), '')
  })
})
