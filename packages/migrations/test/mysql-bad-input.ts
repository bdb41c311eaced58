import { startTestServer, withoutMariadb } from '@larder/mysql/testing'
import mariadb from 'mariadb'
import { type Test, test } from 'tap'
import { upgrade } from '../src/index.js'
import { writeMigrations } from './fixtures/write-migrations.js'

test('larder-db on MySQL says in one line', { skip: withoutMariadb }, async (t) => {
  const { server, admin } = await startServer(t)
  const { migrations } = writeMigrations(t, { '1_one': { up: 'CREATE TABLE one (id INT)' } })
  const refused = async (database: string, change: (url: URL) => void = () => {}) => {
    const url = new URL(server.urlOf(database))
    change(url)
    const error = await upgrade({ url: url.href, migrations }).catch((error) => error)
    t.notMatch(error.message, /\n|secret|\(conn/, 'in one line, without the password')
    return error
  }
  await admin.query("CREATE USER poor IDENTIFIED BY 'secret'")
  await admin.query('CREATE DATABASE shop COLLATE utf8mb4_bin')
  await admin.query('GRANT SELECT, INSERT ON shop.* TO poor')

  t.test('nothing of its time zone: records are in UTC', async (t) => {
    await upgrade({ url: server.urlOf('zone'), migrations })
    const [record] = await admin.query('SELECT started_at, finished_at FROM zone._prisma_migrations')
    for (const time of [record.started_at, record.finished_at])
      t.ok(Math.abs(Number(time) - Date.now()) < 60_000)
  })

  t.test('that the password is wrong', async (t) => {
    const error = await refused('shop', (url) => Object.assign(url, { username: 'poor', password: 'wrong' }))
    t.match(error, { code: 'P1000', message: /does not let the user in: Access denied for user 'poor'@/ })
  })

  t.test('that a role may not make tables, and how to let it', async (t) => {
    const error = await refused('shop', (url) => Object.assign(url, { username: 'poor', password: 'secret' }))
    t.match(error, { message: /^CREATE command denied to user 'poor'@.*GRANT ALL ON `shop`\.\* TO/ })
  })

  t.test('that a role may not make the database', async (t) => {
    const error = await refused('none', (url) => Object.assign(url, { username: 'poor', password: 'secret' }))
    t.match(error, { code: 'P1010', message: /Access denied for user 'poor'@'%' to database 'none'/ })
  })

  t.test('that a database takes different texts for equal ones', async (t) => {
    await admin.query('CREATE DATABASE other COLLATE utf8mb4_unicode_ci')
    const error = await refused('other')
    t.match(error, { code: 'MYSQL_ERR_COLLATION', message: /utf8mb4_unicode_ci.*ALTER DATABASE `?other/ })
    await admin.query('ALTER DATABASE other CHARACTER SET utf8mb4 COLLATE utf8mb4_bin')
    t.same(await upgrade({ url: server.urlOf('other'), migrations }), ['1_one'])
  })

  t.test('that a server cuts texts that are too long', async (t) => {
    await admin.query("SET GLOBAL sql_mode = ''")
    t.match(await refused('shop'), { code: 'MYSQL_ERR_NOT_STRICT', message: /STRICT_TRANS_TABLES/ })
    await admin.query('SET GLOBAL sql_mode = DEFAULT')
  })
})

/** A server of its own, since its settings are changed. */
async function startServer(t: Test) {
  const server = await startTestServer({ args: ['--default-time-zone=+05:00'] })
  const { hostname, port } = new URL(server.urlOf('mysql'))
  const admin = await mariadb.createConnection({
    host: hostname,
    port: Number(port),
    user: 'root',
    timezone: 'Z'
  })
  t.teardown(async () => {
    await admin.end()
    await server.stop()
  })
  return { server, admin }
}
