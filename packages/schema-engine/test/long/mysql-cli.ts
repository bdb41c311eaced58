import t from 'tap'
import { MysqlProject, startMysql } from '../fixtures/mysql-project.js'

const server = await startMysql(t)

t.test('migrate dev makes the tables of the models', async (t) => {
  const project = new MysqlProject(t, server.urlOf('models'))
  project.model('name String @db.VarChar(80)')
  t.match(await project.prisma('migrate dev --name init'), {
    code: 0,
    output: /_init\/.*\n.*migration\.sql\n\nYour database is now in sync/
  })
  t.strictSame(await project.columns('User'), ['id int', 'name varchar(80)'])
  t.match(await project.history(), [/_init done 1$/])
  t.match(project.read('prisma/migrations/migration_lock.toml'), 'provider = "mysql"')
  t.strictSame(await project.shadows(), [])
})

t.test('every command of the CLI does on MySQL what it does on PostgreSQL', async (t) => {
  const project = new MysqlProject(t, server.urlOf('shop'))
  const run = async (command: string, code: number, output: RegExp | string, input?: string) =>
    t.match(await project.prisma(command, { ...(input && { input }) }), { code, output }, command)
  project.migration('1_one', 'CREATE TABLE one (id INT PRIMARY KEY);')
  project.write('prisma/schema/users.prisma', 'model one {\n  id Int @id\n}\n')

  await run('migrate deploy', 0, '1_one/')
  t.strictSame(await project.columns('one'), ['id int'])
  await run('migrate status', 0, 'Database schema is up to date!')
  const script = "INSERT INTO one VALUES (1); -- a;b\nINSERT INTO one SELECT LENGTH('x;y');"
  await run('db execute --stdin', 0, 'executed', script)
  await run('db execute --stdin', 1, /line 1: Duplicate entry '1'/, script)
  t.strictSame(await project.query('SELECT * FROM one ORDER BY id'), [[1], [3]])

  project.migration('2_two', 'CREATE TABLE two (id INT);\nINSERT INTO nowhere VALUES (1);')
  await run('migrate status', 1, /not yet been applied:\n2_two/)
  await run(
    'migrate deploy',
    1,
    /Migration 2_two failed to apply: line 2: Table 'shop\.nowhere' doesn't exist/
  )
  await run('migrate deploy', 1, /P3009/)
  await run('migrate status', 1, /Following migration have failed:\n2_two/)
  await project.query('DROP TABLE two')
  await run('migrate resolve --rolled-back 2_two', 0, 'marked as rolled back')
  await run('migrate resolve --applied 2_two', 0, 'marked as applied')
  t.strictSame(await project.history(), ['1_one done 1', '2_two rolled back 1', '2_two done 0'])
  await run('migrate deploy', 0, 'No pending migrations')

  project.migration('2_two', 'CREATE TABLE two (id INT);')
  await run('migrate reset --force', 0, 'Database reset successful')
  t.strictSame(await project.query('SELECT * FROM one'), [])
  t.strictSame(await project.columns('two'), ['id int NULL'])
  t.strictSame(await project.history(), ['1_one done 1', '2_two done 1'])

  await run(
    'migrate diff --from-migrations prisma/migrations --to-schema prisma/schema',
    0,
    /Removed tables\n {2}- two/
  )
  await run(
    'migrate diff --from-config-datasource --to-schema prisma/schema --script',
    0,
    'DROP TABLE `two`;'
  )
  await run('migrate diff --from-empty --to-schema prisma/schema --exit-code', 2, /Added tables\n {2}- one/)
  await project.query('INSERT INTO two VALUES (7)')
  await run('db push', 1, /drop the `two` table, which is not empty \(1 rows\)/)
  await run('db push --accept-data-loss', 0, 'now in sync')
  t.strictSame(await project.columns('two'), [])
  await run('db pull', 1, /takes Prisma's own schema engine: set PRISMA_SCHEMA_ENGINE_BINARY/)
  t.strictSame(await project.shadows(), [])
})

t.test('an address that cannot work is told of in one line', async (t) => {
  const project = new MysqlProject(t, server.urlOf('shop'))
  for (const [url, message] of [
    [server.urlOf('shop').replace('root@', 'root:wrong@'), /does not let the user in: Access denied/],
    ['mysql://root@127.0.0.1:1/shop', /127\.0\.0\.1:1 cannot be reached/]
  ] as const) {
    const { code, output } = await project.prisma('migrate deploy', { env: { DATABASE_URL: url } })
    t.equal(code, 1)
    t.match(output, message)
    t.notMatch(output, / at .*:\d+:\d+\)/, 'and no stack trace')
  }
})

t.test('migrate dev makes the tables of the models, and changes them', async (t) => {
  const project = new MysqlProject(t, server.urlOf('changed'))
  project.model('name String @db.VarChar(80)')
  const run = async (command: string, output: RegExp | string) =>
    t.match(await project.prisma(command), { code: 0, output }, command)

  await run('migrate dev --name init', /_init\/.*\n.*migration\.sql\n\nYour database is now in sync/)
  t.strictSame(await project.columns('User'), ['id int', 'name varchar(80)'])
  project.model('name String @db.VarChar(80)', 'gender Gender?')
  project.write('prisma/schema/genders.prisma', 'enum Gender {\n  female\n  male\n}\n')
  await run(
    'migrate dev --name add_gender',
    /_add_gender\/.*\n.*migration\.sql\n\nYour database is now in sync/
  )
  t.strictSame(await project.columns('User'), [
    'id int',
    'name varchar(80)',
    "gender enum('female','male') NULL"
  ])
  await run('migrate dev', 'Already in sync, no schema change or pending migration was found')
  t.match(await project.history(), [/_init done 1$/, /_add_gender done 1$/])
  t.match(project.read('prisma/migrations/migration_lock.toml'), 'provider = "mysql"')
  t.strictSame(await project.shadows(), [])
})
