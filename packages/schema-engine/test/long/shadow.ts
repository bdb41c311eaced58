import { once } from 'node:events'
import { until } from '@larder/until'
import t from 'tap'
import { diffSchemas } from '../../src/index.js'
import { readMigrationList } from '../../src/migrations/migrations-folder.js'
import { applyMigrations } from '../fixtures/apply-migrations.js'
import { nameOfSleeper } from '../fixtures/deploys.js'
import { diagnose } from '../fixtures/diagnose.js'
import { EngineProcess } from '../fixtures/engine-process.js'
import { Project } from '../fixtures/project.js'
import { PASSWORD, startServer } from '../fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)
const admin = server.url({ database: 'postgres' })

const SLOW = 'SELECT pg_sleep(600);'
const INIT = 'CREATE TABLE "User" (id serial PRIMARY KEY, name text NOT NULL);'

t.test('Ctrl-C in the middle of a replay leaves no shadow database', async (t) => {
  const project = new Project(t, admin)
  project.migration('1_slow', SLOW)
  const diff = 'migrate diff --from-migrations prisma/migrations --to-schema prisma/schema'
  const cli = project.start(diff, { PGAPPNAME: 'interrupted' })
  await nameOfSleeper(server)
  t.equal((await shadows()).length, 1)
  // Like the keyboard: to the CLI and all that it has started.
  process.kill(-Number(cli.pid), 'SIGINT')
  await once(cli, 'exit')
  await until(async () => (await shadows()).length === 0, 'the shadow database is gone')
})

t.test(
  'the shadow database of who was killed is dropped by the next, that of who is at work is not',
  async (t) => {
    const project = new Project(t)
    project.migration('1_init', INIT)
    const slow = new Project(t)
    slow.migration('1_slow', SLOW)
    const engine = new EngineProcess(t, admin, 'to be killed')
    const params = { migrationsList: await readMigrationList(slow.migrations), filters: NO_FILTERS }
    void engine.call('devDiagnostic', params)
    await nameOfSleeper(server)
    const left = await shadows()
    t.not(left.length, 0)

    await diagnose(admin, project.migrations)
    t.strictSame(await shadows(), left, 'it is at work')
    await engine.kill('SIGKILL')
    await server.query(admin, 'CREATE DATABASE "prisma_migrate_shadow_db_of_another_tool"')
    await diagnose(admin, project.migrations)
    t.strictSame(await shadows(), ['prisma_migrate_shadow_db_of_another_tool'])
    await server.query(admin, 'DROP DATABASE "prisma_migrate_shadow_db_of_another_tool"')
  }
)

t.test('SIGTERM drops the shadow database at once', async (t) => {
  const slow = new Project(t)
  slow.migration('1_slow', SLOW)
  const engine = new EngineProcess(t, admin, 'terminated')
  const params = { migrationsList: await readMigrationList(slow.migrations), filters: NO_FILTERS }
  void engine.call('devDiagnostic', params)
  await nameOfSleeper(server)
  await engine.kill('SIGTERM')
  t.strictSame(await shadows(), [])
})

t.test('a migration that fails leaves no shadow database', async (t) => {
  const project = new Project(t)
  project.migration('1_bad', 'SELECT 1/0;')
  await t.rejects(diagnose(admin, project.migrations), { message: /1_bad[\s\S]*division by zero/ })
  t.strictSame(await shadows(), [])
})

t.test('a role that may not create databases is told what to do, which helps', async (t) => {
  const url = server.url({ database: 'shop', user: 'clerk' })
  const shadow = server.url({ database: 'aside', user: 'clerk' })
  await server.query(admin, `CREATE ROLE clerk LOGIN PASSWORD '${PASSWORD}'`)
  await server.query(admin, 'CREATE DATABASE shop')
  await server.query(admin, 'CREATE DATABASE aside OWNER clerk')
  await server.query(server.url({ database: 'shop' }), 'CREATE SCHEMA its_own AUTHORIZATION clerk')
  await server.query(shadow, 'CREATE TABLE "User" (left_over int)')

  const its = `${url}&schema=its_own`
  const project = new Project(t)
  project.migration('1_init', INIT)
  await applyMigrations({ url: its, migrations: project.migrations })
  await t.rejects(diagnose(its, project.migrations), {
    code: 'P3014',
    message: /permission denied to create database\. .*CREATEDB.*, or set shadowDatabaseUrl/
  })
  t.match(await diagnose(its, project.migrations, `${shadow}&schema=its_own`), { tag: 'createMigration' })
  t.ok((await server.databases()).includes('aside'), 'a database of the user is not dropped')

  const refused = new Project(t, its)
  refused.migration('1_init', INIT)
  const { code, output } = await refused.prisma('migrate dev --name next')
  t.match({ code, output }, { code: 1, output: /P3014[\s\S]*shadowDatabaseUrl/ })
})

t.test('a server that takes no writes says so, and no connection to it is left', async (t) => {
  const url = server.url({ database: 'postgres', user: 'reader' })
  await server.query(admin, `CREATE ROLE reader LOGIN CREATEDB PASSWORD '${PASSWORD}'`)
  await server.query(admin, 'ALTER ROLE reader SET default_transaction_read_only = on')
  const project = new Project(t)
  project.migration('1_init', INIT)
  const from = { migrations: project.migrations, names: ['1_init'] }
  await t.rejects(diffSchemas({ url, from, to: { ...from, names: [] } }), {
    message: /cannot execute CREATE DATABASE in a read-only transaction/
  })
  const left = "SELECT FROM pg_stat_activity WHERE usename = 'reader'"
  await until(
    async () => (await server.query(admin, left)).length === 0,
    'the reader’s connections are closed'
  )
})

t.test('a shadow database that is the main one is refused, and the data stay', async (t) => {
  const url = server.url({ database: 'precious' })
  const sameByOtherName = new URL(`${url}&schema=shadow&application_name=other`)
  sameByOtherName.hostname = 'elsewhere'
  await server.query(admin, 'CREATE DATABASE precious')
  await server.query(url, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const project = new Project(t)
  project.migration('1_init', INIT)
  for (const shadow of [url, sameByOtherName.href]) {
    const message = /shadowDatabaseUrl leads to the database of the project.*precious/
    await t.rejects(diagnose(url, project.migrations, shadow), { message })
    t.strictSame(await server.query(url, 'SELECT answer FROM kept'), [{ answer: 42 }])
  }
})

t.test('a shadow database is not emptied when the main one does not answer', async (t) => {
  const shadow = server.url({ database: 'reachable' })
  await server.query(admin, 'CREATE DATABASE reachable')
  await server.query(shadow, 'CREATE TABLE kept AS SELECT 42 AS answer')
  const wrongPassword = new URL(shadow)
  wrongPassword.password = 'guess'
  const project = new Project(t)
  project.migration('1_init', INIT)
  await t.rejects(diagnose(wrongPassword.href, project.migrations, shadow), {
    message: /Authentication failed/
  })
  t.strictSame(await server.query(shadow, 'SELECT answer FROM kept'), [{ answer: 42 }])
})

const NO_FILTERS = { externalTables: [], externalEnums: [] }

async function shadows(): Promise<string[]> {
  return (await server.databases()).filter((name) => name.startsWith('prisma_migrate_shadow_db_'))
}
