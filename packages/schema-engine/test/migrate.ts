import t from 'tap'
import { applyMigrations } from '../src/index.js'
import { Project } from './fixtures/project.js'
import { startServer } from './fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

const INIT = 'CREATE TABLE "User" (id serial, name text NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY (id));'

t.test('a changed model becomes SQL on disk and a column in the catalog', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  await project.prisma('migrate dev --name init')
  t.strictSame(await columns(url), ['id', 'name'])

  project.model('name String', 'gender String? @default("it\'s; fine")')
  const { output } = await project.prisma('migrate dev --name add_gender')
  t.strictSame(await columns(url), ['gender', 'id', 'name'], output)

  const [init = '', addGender = ''] = project.list('prisma/migrations').sort()
  t.match(init, /^\d{14}_init$/)
  t.match(addGender, /^\d{14}_add_gender$/)
  t.match(
    project.read(`prisma/migrations/${addGender}/migration.sql`),
    /ADD COLUMN +"gender" TEXT DEFAULT 'it''s; fine'/
  )

  t.strictSame(shadows(await server.databases()), [])
})

t.test(
  'on an empty database the migrations there are applied, and the changed model becomes the next',
  async (t) => {
    const url = server.url()
    const project = new Project(t, url)
    project.migration('1_init', INIT)
    project.model('name String', 'age Int?')
    const { code, output } = await project.prisma('migrate dev --name add_age')
    t.equal(code, 0, output)
    t.strictSame(await columns(url), ['age', 'id', 'name'])
    t.match(await history(url), ['1_init done', /_add_age done$/])
  }
)

t.test('a database that has drifted from its migrations is refused', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  project.migration('1_init', INIT)
  await applyMigrations({ url, migrations: project.migrations })
  await server.query(url, 'ALTER TABLE "User" ADD COLUMN stray int')
  project.model('name String', 'age Int?')

  const { code, output } = await project.prisma('migrate dev --name add_age')
  t.not(code, 0)
  t.match(output, /Drift detected[\s\S]*Added column `stray`/)
  t.strictSame(await columns(url), ['id', 'name', 'stray'])
  t.strictSame(project.list('prisma/migrations'), ['1_init', 'migration_lock.toml'])
})

t.test('two deploys at the same moment create the database, apply once and both succeed', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  project.migration('1_init', `${INIT} SELECT pg_sleep(0.5);`)

  const outcomes = await Promise.all([project.prisma('migrate deploy'), project.prisma('migrate deploy')])
  t.strictSame(
    outcomes.map(({ code }) => code),
    [0, 0],
    { outcomes }
  )
  t.equal(outcomes.filter(({ output }) => output.includes('1_init/')).length, 1, { outcomes })
  t.strictSame(await columns(url), ['id', 'name'])
  t.strictSame(await history(url), ['1_init done'])
})

t.test('status tells what is missing, and reset begins anew with all of it', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  project.migration('1_init', INIT)
  await applyMigrations({ url, migrations: project.migrations })
  await server.query(url, `INSERT INTO "User" (name) VALUES ('gone')`)
  project.migration('2_add_age', 'ALTER TABLE "User" ADD COLUMN age int;')
  t.match((await project.prisma('migrate status')).output, /not yet been applied:\s+2_add_age/)

  await project.prisma('migrate reset --force')
  t.strictSame(await server.query(url, 'SELECT * FROM "User"'), [])
  t.strictSame(await history(url), ['1_init done', '2_add_age done'])
})

t.test('diff compares migrations, models and databases', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  project.migration('1_init', INIT)
  await applyMigrations({ url, migrations: project.migrations })
  project.model('name String', 'age Int?')

  const script = await project.prisma(
    'migrate diff --from-config-datasource --to-schema prisma/schema --script -o out.sql'
  )
  t.match(project.read('out.sql'), /ALTER TABLE "User" ADD COLUMN +"age" INTEGER;/, script.output)
  const summary = await project.prisma(
    'migrate diff --from-migrations prisma/migrations --to-schema prisma/schema --exit-code'
  )
  t.match(summary, { code: 2, output: /Added column `age`/ })
  t.strictSame(shadows(await server.databases()), [])
})

t.test('a migration that fails is named, in the words of PostgreSQL, and can be resolved', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  project.migration('1_init', `${INIT} INSERT INTO "Nobody" VALUES (1);`)
  const failed = await project.prisma('migrate deploy')
  t.match(failed, { code: 1, output: /P3018[\s\S]*1_init[\s\S]*relation "Nobody" does not exist/ })
  t.notMatch(failed.output, /schema-engine\//, 'says nothing of the inside of the engine')

  await project.prisma('migrate resolve --rolled-back 1_init')
  project.migration('1_init', `${INIT} DO $$ BEGIN PERFORM 1; RAISE NOTICE 'a;b'; END $$;`)
  await project.prisma('migrate deploy')
  t.strictSame(await history(url), ['1_init rolled back', '1_init done'])
  t.strictSame(await columns(url), ['id', 'name'])
})

t.test('models are compared without a database, and only they', async (t) => {
  const project = new Project(t)
  const diff = (from: string) =>
    project.prisma(`migrate diff --from-${from} --to-schema prisma/schema --script`)
  t.match(await diff('empty'), { code: 0, output: /CREATE TABLE "User"/ })
  project.migration('1_init', INIT)
  t.match(await diff('migrations prisma/migrations'), { code: 1, output: /database/ })
})

async function columns(url: string): Promise<unknown[]> {
  const rows = await server.query(
    url,
    `SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'User' ORDER BY 1`
  )
  return rows.map(({ name }) => name)
}

async function history(url: string): Promise<string[]> {
  const rows = await server.query(url, 'SELECT * FROM _prisma_migrations ORDER BY started_at')
  return rows.map(
    (row) =>
      `${row.migration_name} ${row.rolled_back_at ? 'rolled back' : row.finished_at ? 'done' : 'failed'}`
  )
}

function shadows(databases: string[]): string[] {
  return databases.filter((name) => name.includes('shadow'))
}
