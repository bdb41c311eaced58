import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createClient, pendingMigrations } from '@larder/database'
import { connectionOptions, parseMysqlUrl } from '@larder/mysql'
import { withoutMariadb } from '@larder/mysql/testing'
import mariadb, { type Connection } from 'mariadb'
import { type Test, test } from 'tap'
import { connectMysql, findMysqlServer, takeLock } from '../src/database/mysql/connection.js'
import { dropLeftovers } from '../src/database/mysql/create-database.js'
import { templateOf } from '../src/database/mysql/template.js'
import { freshDatabase } from '../src/index.js'

test('a fresh database on MySQL', { skip: withoutMariadb }, async (t) => {
  await t.test('is migrated and empty', async (t) => {
    const db = createClient(await freshDatabase(t, { server: 'mysql' }))
    t.teardown(() => db.$disconnect())
    t.same(await pendingMigrations(db), [])
    t.equal(await db.user.count(), 0)
  })

  await t.test('has what its migrations make: keys, checks, rows', async (t) => {
    const migrations = await makeMigrations(t, SHOP)
    const shop = await connect(t, await freshDatabase(t, { server: 'mysql', migrations }))
    t.same(await shop.query('SELECT * FROM `lines` ORDER BY id'), [{ id: 1, good_id: 1, count: 2 }])
    await t.rejects(shop.query('INSERT INTO `lines` VALUES (2, 7, 1)'), /lines_good_id_fkey/)
    await t.rejects(shop.query('INSERT INTO `lines` VALUES (2, 1, 0)'), /count_is_positive/)
    await t.rejects(shop.query("INSERT INTO goods VALUES (2, 'Ä')"), /goods_name_key/)
    await shop.query("INSERT INTO goods VALUES (2, 'ä')")
  })

  await t.test('of a folder without migrations has no tables', async (t) => {
    const url = await freshDatabase(t, { server: 'mysql', migrations: t.testdir() })
    t.same(await (await connect(t, url)).query('SHOW TABLES'), [])
  })

  await t.test('is separate from the others, which are made at the same time', async (t) => {
    const migrations = await makeMigrations(t, 'CREATE TABLE kept AS SELECT UUID() AS maker')
    const urls = await Promise.all([1, 2, 3].map(() => freshDatabase(t, { server: 'mysql', migrations })))
    const [one, other, third] = await Promise.all(urls.map((url) => connect(t, url)))
    await one?.query('DELETE FROM kept')
    t.same(await one?.query('SELECT * FROM kept'), [])
    const rows = await other?.query('SELECT maker FROM kept')
    t.match(rows, [{ maker: /^[\da-f-]{36}$/ }])
    t.same(await third?.query('SELECT maker FROM kept'), rows, 'the template was made once')
  })

  await t.test('is dropped when its test ends, even with a transaction open', async (t) => {
    let url = ''
    await t.test('its test', async (t) => {
      const migrations = await makeMigrations(t, SHOP)
      url = await freshDatabase(t, { server: 'mysql', migrations })
      const shop = await mariadb.createConnection(connectionOptions(parseMysqlUrl(url)))
      shop.on('error', () => {})
      await shop.beginTransaction()
      await shop.query('UPDATE `lines` SET count = 3')
    })
    await t.rejects(connect(t, url), /Unknown database/)
  })

  await t.test('does not come from a migration that fails', async (t) => {
    const migrations = await makeMigrations(t, 'CREATE TABLE fine (id INT); CREATE TABLE')
    for (let attempt = 0; attempt < 2; attempt++) {
      await t.rejects(freshDatabase(t, { server: 'mysql', migrations }), /syntax/)
    }
  })
})

test('what a killed test leaves is dropped, and nothing else', { skip: withoutMariadb }, async (t) => {
  const [admin, running] = await Promise.all([1, 2].map(async () => connectMysql(await findMysqlServer())))
  if (!admin || !running) return
  t.teardown(async () => {
    await admin.end()
    await running.end()
  })
  const id = randomUUID().replaceAll('-', '')
  const [left, used, shop] = [`larder_test_left${id}`, `larder_test_used${id}`, `larder_testing_${id}`]
  await takeLock(running, used)
  for (const name of [left, used, shop]) {
    await admin.query(`CREATE DATABASE ${name}`)
    t.teardown(() => admin.query(`DROP DATABASE IF EXISTS ${name}`))
  }
  await dropLeftovers(admin)
  const rows = await admin.query('SHOW DATABASES')
  const names = rows.map(({ Database }: { Database: string }) => Database)
  t.same(
    [left, used, shop].filter((name) => names.includes(name)),
    [used, shop]
  )
})

const SHOP = `
  CREATE TABLE goods (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, UNIQUE KEY goods_name_key (name));
  CREATE TABLE \`lines\` (id INT PRIMARY KEY, good_id INT NOT NULL, count INT NOT NULL,
    CONSTRAINT count_is_positive CHECK (count > 0),
    CONSTRAINT lines_good_id_fkey FOREIGN KEY (good_id) REFERENCES goods (id));
  INSERT INTO goods VALUES (1, 'Ä');
  INSERT INTO \`lines\` VALUES (1, 1, 2)`

/** A folder with one migration; the template made of it is dropped after the test. */
async function makeMigrations(t: Test, sql: string): Promise<string> {
  const migrations = path.join(t.testdir(), 'migrations')
  const folder = path.join(migrations, '20260101000000_init')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(migrations, 'migration_lock.toml'), 'provider = "mysql"\n')
  await writeFile(path.join(folder, 'migration.sql'), `-- ${randomUUID()}\n${sql};\n`)
  const template = templateOf(migrations)
  t.teardown(async () => {
    const admin = await connectMysql(await findMysqlServer())
    await admin.query(`DROP DATABASE IF EXISTS ${template}`)
    await admin.end()
  })
  return migrations
}

async function connect(t: Test, url: string): Promise<Connection> {
  const connection = await mariadb.createConnection(connectionOptions(parseMysqlUrl(url)))
  t.teardown(() => connection.end())
  return connection
}
