import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import pg from 'pg'
import t from 'tap'
import { enginePath, listMigrations } from '../src/index.js'
import { applyMigrations } from './fixtures/apply-migrations.js'
import { outcomeOf, Project } from './fixtures/project.js'
import { startServer } from './fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

t.test('enginePath is an executable', async (t) => {
  t.doesNotThrow(() => accessSync(enginePath, constants.X_OK))
})

t.test('the engine creates the database and applies what is missing', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_one', 'CREATE TABLE one (id int);')
  t.strictSame(await applyMigrations({ url, migrations: project.migrations }), ['1_one'])
  project.migration('2_two', 'CREATE TABLE two (id int);')
  t.strictSame(await applyMigrations({ url, migrations: project.migrations }), ['2_two'])
  t.strictSame(await applyMigrations({ url, migrations: project.migrations }), [])
  t.strictSame(await tables(url), ['one', 'two'])
})

t.test('names are taken in the order of Prisma, which is not that of code points', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  const wanted = ['1_init', '10_later']
  for (const name of [...wanted].reverse()) project.migration(name, 'SELECT 1;')
  t.notSame([...wanted].sort(), wanted)
  t.strictSame(listMigrations(project.migrations), wanted)
  const { code } = await project.prisma('migrate deploy')
  t.equal(code, 0)
  const records = await server.query(url, 'SELECT migration_name FROM _prisma_migrations ORDER BY started_at')
  t.strictSame(
    records.map(({ migration_name }) => migration_name),
    wanted
  )
})

t.test('a script is not cut at the semicolons in it', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration(
    '1_one',
    `CREATE TABLE one (name text DEFAULT 'it''s; fine'); INSERT INTO one DEFAULT VALUES;
     DO $$ BEGIN PERFORM 1; RAISE NOTICE 'a;b'; END $$; -- and here; as well`
  )
  await applyMigrations({ url, migrations: project.migrations })
  t.strictSame(await server.query(url, 'SELECT name FROM one'), [{ name: "it's; fine" }])
})

t.test('who applies at the same moment waits and finds the work done', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_one', 'CREATE TABLE one (id int); SELECT pg_sleep(0.2);')
  const apply = () => applyMigrations({ url, migrations: project.migrations })
  const applied = await Promise.all([apply(), apply(), apply()])
  t.strictSame(applied.flat(), ['1_one'])
  t.strictSame(await tables(url), ['one'])
})

t.test('it goes into the schema that the URL names', async (t) => {
  const url = server.url({ query: '&schema=Other%20one' })
  const project = new Project(t)
  project.migration('1_one', 'CREATE TABLE one (id int);')
  await applyMigrations({ url, migrations: project.migrations })
  t.strictSame(await tables(url, 'Other one'), ['_prisma_migrations', 'one'])
})

t.test('a migration that fails rejects with its name, and stays failed', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_one', 'CREATE TABLE one (); SELECT 1/0;')
  const apply = () => applyMigrations({ url, migrations: project.migrations })
  await t.rejects(apply(), { code: 'P3018', message: FAILED })
  t.strictSame(await tables(url), [], 'and nothing of it is there')
  await t.rejects(apply(), { code: 'P3009' })
})

t.test('what cannot work rejects with its reason', async (t) => {
  const project = new Project(t)
  project.migration('1_one', 'SELECT 1;')
  const { migrations } = project
  await t.rejects(applyMigrations({ url: 'mysql://h/d', migrations }), { code: 'SCHEMA_ENGINE_ERR_BAD_URL' })
  await t.rejects(applyMigrations({ url: server.url(), migrations: '/nowhere' }), { code: 'ENOENT' })
  const unreachable = 'postgresql://u@localhost:1/d'
  await t.rejects(applyMigrations({ url: unreachable, migrations }), {
    code: 'P1001',
    message: /localhost:1/
  })
})

t.test('a comparison prints nothing and lets the process end', async (t) => {
  const project = new Project(t)
  const models = [
    ['schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\nmodel One {\n  id Int @id\n}\n']
  ]
  const options = { url: server.url({ database: 'postgres' }), models, from: 'database', to: 'models' }
  project.write(
    'compare.js',
    `import { diffSchemas } from '@larder/schema-engine'
     const { script } = await diffSchemas(${JSON.stringify(options)})
     console.log(script.includes('CREATE TABLE "One"'), globalThis.PRISMA_WASM_PANIC_REGISTRY, process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap'))`
  )
  const outcome = await outcomeOf(spawn(process.execPath, ['compare.js'], { cwd: project.folder }))
  t.strictSame(outcome, { code: 0, output: 'true undefined []\n' })
})

t.test("the host's pg is as it was", async (t) => {
  const client = new pg.Client(server.url({ database: 'postgres' }))
  await client.connect()
  t.teardown(() => client.end())
  const { fields } = await client.query(`SELECT 'a'::"char", '{a}'::"char"[], '{a}'::name[]`)
  t.strictSame(
    fields.map(({ dataTypeID }) => dataTypeID),
    [18, 1002, 1003]
  )
})

const FAILED =
  /1_one failed to apply: ERROR: division by zero\nNothing of it was applied\.\n.*prisma migrate resolve --rolled-back 1_one/

async function tables(url: string, schema = 'public'): Promise<unknown[]> {
  const rows = await server.query(
    url,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = '${schema}' ORDER BY 1`
  )
  return rows.map(({ name }) => name).filter((name) => schema !== 'public' || name !== '_prisma_migrations')
}
