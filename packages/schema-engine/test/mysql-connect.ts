import { EventEmitter, once } from 'node:events'
import { createServer } from 'node:net'
import { parseMysqlUrl } from '@larder/mysql'
import t from 'tap'
import { connectMysql, selectMysqlRows, takeMigrationLock } from '../src/index.js'
import { openMysql } from '../src/mysql/databases.js'
import { startMysql } from './fixtures/mysql-project.js'

const server = await startMysql(t)
const admin = await openMysql(parseMysqlUrl(server.urlOf('mysql')))
t.teardown(() => admin.end())

t.test('a database is created where there is none, in which different texts differ', async (t) => {
  const connection = await connectMysql(server.urlOf('a `new` ÄÖ'), { create: true })
  t.teardown(() => connection.end())
  const select = 'SELECT DATABASE(), @@collation_database, @@time_zone'
  t.strictSame(await selectMysqlRows(connection, select), [['a `new` ÄÖ', 'utf8mb4_bin', '+00:00']])
  const again = await connectMysql(server.urlOf('a `new` ÄÖ'), { create: true })
  await again.end()
})

t.test('what is wrong with the address is told by the codes of Prisma', async (t) => {
  await admin.query("CREATE USER poor IDENTIFIED BY 'p@ss w/%#?:'")
  const poor = server.urlOf('secret').replace('root@', `poor:${encodeURIComponent('p@ss w/%#?:')}@`)
  const port = await closedPort()
  const unreachable = `mysql://root@127.0.0.1:${port}/one`
  await refuses(server.urlOf('nowhere'), 'P1003', /^There is no database nowhere on the server at 127/)
  await refuses(server.urlOf('one').replace('root@', 'root:wrong@'), 'P1000', /Access denied for user 'root'/)
  await refuses(
    unreachable,
    'P1001',
    new RegExp(`^The database server at 127.0.0.1:${port} cannot be reached`)
  )
  await refuses('mysql://root@nowhere.invalid/one', 'P1001', /nowhere\.invalid:3306 cannot be reached/)
  await refuses(`${server.urlOf('one')}?socket=/nowhere`, 'P1001', /server at \/nowhere cannot be reached/)
  await refuses(`${server.urlOf('one')}?sslaccept=strict`, 'P1011', /ssl not enabled.*sslcert=FILE names/)
  await refuses(`${server.urlOf('one')}?sslcert=/nowhere.crt`, 'P1011', /no such file.*\/nowhere\.crt/)
  await admin.query('CREATE DATABASE secret')
  await refuses(poor, 'P1010', /refuses: Access denied for user 'poor'.* to database 'secret'/)
  const creating = connectMysql(poor.replace('secret', 'other'), { create: true })
  await t.rejects(creating, { code: 'P1010' }, 'nor may this user create one')
  await refuses('mysql://root@127.0.0.1', 'MYSQL_ERR_URL', /names no database/)

  async function refuses(url: string, code: string, message: RegExp): Promise<void> {
    await t.rejects(connectMysql(url), { code, message }, code)
  }
})

t.test('a database or server that would lose something is refused', async (t) => {
  await admin.query('CREATE DATABASE folding COLLATE utf8mb4_unicode_ci')
  await t.rejects(connectMysql(server.urlOf('folding')), {
    code: 'MYSQL_ERR_COLLATION',
    message: /ALTER DATABASE folding CHARACTER SET utf8mb4 COLLATE utf8mb4_bin/
  })
  const [[mode] = []] = await selectMysqlRows(admin, 'SELECT @@GLOBAL.sql_mode')
  await admin.query("SET GLOBAL sql_mode = ''")
  t.teardown(() => admin.query('SET GLOBAL sql_mode = ?', [mode]))
  await t.rejects(connectMysql(server.urlOf('mysql')), { code: 'MYSQL_ERR_NOT_STRICT' })
})

t.test('the lock of migrations has one holder, whom others are told of, and ends with it', async (t) => {
  const url = server.urlOf('locked')
  const [first, second] = [await connectMysql(url, { create: true }), await connectMysql(url)]
  t.teardown(() => second.end())
  const select = (one: typeof first) => (sql: string) => selectMysqlRows(one, sql)
  const never = { onWait: () => t.fail('waits'), onLate: () => new Error('late') }
  await takeMigrationLock(select(first), url, { ...never, limit: 0 })
  const events = new EventEmitter()
  const holder = new RegExp(`^session ${first.threadId} of root at localhost:\\d+ in the database locked$`)

  const late = { onWait: () => {}, onLate: (by: string) => new Error(by) }
  await t.rejects(takeMigrationLock(select(second), url, { ...late, limit: 0 }), { message: holder })
  const waits = once(events, 'wait')
  const onWait = (by: string) => events.emit('wait', by)
  const taken = takeMigrationLock(select(second), url, { ...late, onWait, limit: 60 })
  t.match((await waits)[0], holder)
  first.destroy()
  await taken
})

async function closedPort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const address = listener.address()
  listener.close()
  return address !== null && typeof address === 'object' ? address.port : 0
}
