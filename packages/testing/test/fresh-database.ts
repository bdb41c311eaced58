import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createClient, queryRows, statement } from '@larder/database'
import pg from 'pg'
import { before, type Test, test } from 'tap'
import { Type } from 'typebox'
import { connectServer, type Server } from '../src/database/postgresql/server.js'
import { freshDatabase } from '../src/index.js'

let server: Server
before(async () => {
  server = await connectServer()
})

test('a fresh database', async (t) => {
  const urls = await Promise.all([freshDatabase(t), freshDatabase(t)])
  const [one, other] = await Promise.all(urls.map((url) => connect(t, url)))

  await t.test('is migrated and empty', async (t) => {
    t.same(await rows(one, 'SELECT count(*)::int AS count FROM sessions'), [{ count: 0 }])
  })

  await t.test('of a folder without migrations has no tables', async (t) => {
    const empty = await connect(t, await freshDatabase(t, { migrations: t.testdir() }))
    t.same(await rows(empty, "SELECT 1 FROM pg_tables WHERE schemaname = 'public'"), [])
  })

  await t.test('is separate from the others', async (t) => {
    await one?.query('CREATE TABLE mine AS SELECT 1')
    t.same(await rows(one, `SELECT to_regclass('mine')::text AS name`), [{ name: 'mine' }])
    t.same(await rows(other, `SELECT to_regclass('mine')::text AS name`), [{ name: null }])
  })

  await t.test('is dropped when its test ends, even with a connection open', async (t) => {
    let url = ''
    await t.test('its test', async (t) => {
      url = await freshDatabase(t)
      const client = new pg.Client(url)
      client.on('error', () => {})
      await client.connect()
      t.ok(await exists(url))
    })
    t.notOk(await exists(url))
  })
})

test('rows are checked against the schema of their statement', async (t) => {
  const db = createClient(await freshDatabase(t))
  t.teardown(() => db.$disconnect())
  const Named = Type.Object({ name: Type.String() })
  const ask = (text: string) => queryRows(db, statement(Named, text))
  t.same(await ask("SELECT 'plums' AS name"), [{ name: 'plums' }])
  await t.rejects(ask('SELECT'), /name/, 'a field that is not selected')
  await t.rejects(ask('SELECT 1 AS name'), /name must be string: SELECT 1 AS name/, 'a field of another type')
  await t.rejects(ask("SELECT 'a' AS name, 1 AS more"), /lacks more: SELECT/, 'a column without a field')
  await t.rejects(
    db.$transaction((tx) => queryRows(tx, statement(Type.Never(), 'SELECT 1 AS one'))),
    /SELECT 1 AS one/,
    'a row where there is to be none, in a transaction too'
  )
})

test('the template', async (t) => {
  await t.test('is made once, however many ask for it at once', async (t) => {
    const migrations = await makeMigrations(t, 'CREATE TABLE kept AS SELECT txid_current() AS maker')
    const urls = await Promise.all([1, 2, 3].map(() => freshDatabase(t, { migrations })))
    const makers = await Promise.all(
      urls.map(async (url) => rows(await connect(t, url), 'SELECT maker::text FROM kept'))
    )
    t.match(makers[0], [{ maker: /^\d+$/ }])
    t.same(makers, [makers[0], makers[0], makers[0]])
  })

  await t.test('is another one when the migrations are', async (t) => {
    const url = await freshDatabase(t, {
      migrations: await makeMigrations(t, 'CREATE TABLE other AS SELECT 1')
    })
    t.same(await rows(await connect(t, url), 'SELECT relname FROM pg_stat_user_tables ORDER BY 1'), [
      { relname: '_prisma_migrations' },
      { relname: 'other' }
    ])
  })

  await t.test('does not come from a migration that fails', async (t) => {
    const migrations = await makeMigrations(t, 'CREATE TABLE')
    const before = await templates()
    await t.rejects(freshDatabase(t, { migrations }), /syntax error/)
    t.same(await templates(), before)
  })
})

/** A folder with one migration; the template made of it is dropped after the test. */
async function makeMigrations(t: Test, sql: string): Promise<string> {
  const before = await templates()
  const migrations = path.join(t.testdir(), 'migrations')
  await mkdir(path.join(migrations, '20260101000000_init'), { recursive: true })
  await writeFile(path.join(migrations, 'migration_lock.toml'), 'provider = "postgresql"\n')
  await writeFile(
    path.join(migrations, '20260101000000_init', 'migration.sql'),
    `-- ${randomUUID()}\n${sql};\n`
  )
  t.teardown(async () => {
    const made = (await templates()).filter((name) => !before.includes(name))
    for (const name of made) await server.query(`DROP DATABASE ${pg.escapeIdentifier(name)}`)
  })
  return migrations
}

/** The templates of every state of migrations, the finished ones and the others. */
async function templates(): Promise<string[]> {
  const { rows } = await server.query(
    `SELECT datname FROM pg_database WHERE datname LIKE '%larder\\_template\\_%' ORDER BY 1`
  )
  return rows.map((row) => String(row.datname))
}

async function exists(url: string): Promise<boolean> {
  const name = new URL(url).pathname.slice(1)
  const { rows } = await server.query(`SELECT 1 FROM pg_database WHERE datname = ${pg.escapeLiteral(name)}`)
  return rows.length > 0
}

async function connect(t: Test, url: string): Promise<pg.Client> {
  const client = new pg.Client(url)
  await client.connect()
  t.teardown(() => client.end())
  return client
}

async function rows(client: pg.Client | undefined, sql: string): Promise<unknown[] | undefined> {
  return (await client?.query(sql))?.rows
}
