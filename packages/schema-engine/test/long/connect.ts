import t from 'tap'
import { applyMigrations } from '../fixtures/apply-migrations.js'
import { diagnose } from '../fixtures/diagnose.js'
import { Project } from '../fixtures/project.js'
import { PASSWORD, startTlsServer } from '../fixtures/server.js'

const server = await startTlsServer()
t.teardown(server.stop)
const admin = server.url({ database: 'postgres' })

const trusted = `sslrootcert=${encodeURIComponent(server.certificate)}`

for (const [query, ssl] of [
  ['sslmode=disable', false],
  ['sslmode=no-verify', true],
  [`sslmode=require&${trusted}`, true],
  [`sslmode=verify-full&${trusted}`, true]
] as const) {
  t.test(`${query.split('&')[0]}: the connection ${ssl ? 'is' : 'is not'} encrypted`, async (t) => {
    // A schema that is not there yet, in a database that is.
    const schema = `seen ${query.split('&')[0]}`
    const url = server.tlsUrl(`${query}&schema=${encodeURIComponent(schema)}`, 'postgres')
    const project = new Project(t)
    const sql = 'CREATE TABLE seen AS SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid();'
    project.migration('1_seen', sql)
    await applyMigrations({ url, migrations: project.migrations })
    t.strictSame(await server.query(admin, `SELECT * FROM "${schema}".seen`), [{ ssl }])
  })
}

t.test('a server that is not trusted, or cannot be, is told of in one line', async (t) => {
  const project = new Project(t)
  project.migration('1_one', 'SELECT 1;')
  const refused = async (query: string, message: RegExp) => {
    const url = server.tlsUrl(query, 'untrusted')
    await t.rejects(applyMigrations({ url, migrations: project.migrations }), { code: 'P1011', message })
  }
  const remedy = 'sslrootcert=FILE names the certificate to trust'
  await refused('sslmode=require', new RegExp(`localhost:\\d+: self-signed certificate.*${remedy}`))
  await refused('sslmode=verify-full', /self-signed certificate/)
  await refused('sslmode=require&sslrootcert=/nowhere.crt', /no such file.*\/nowhere\.crt/)
  const byAddress = server.tlsUrl(`sslmode=verify-full&${trusted}`).replace('@localhost', '@127.0.0.1')
  await t.rejects(applyMigrations({ url: byAddress, migrations: project.migrations }), {
    code: 'P1011',
    message: /IP: 127\.0\.0\.1 is not in the cert/
  })
  t.notOk((await server.databases()).includes('untrusted'))

  const cli = new Project(t, server.tlsUrl('sslmode=require', 'postgres'))
  const { code, output } = await cli.prisma('db execute --stdin', { input: 'CREATE TABLE untrusted ();' })
  t.equal(code, 1)
  t.match(output, /self-signed certificate/)
  t.notMatch(output, / at .*:\d+:\d+\)|panicked/, 'and no stack trace')
})

t.test('any characters may be in the names of role and database, and in the password', async (t) => {
  const user = 'we"ird@:/?#%& é'
  await server.query(admin, `CREATE ROLE "${user.replace('"', '""')}" LOGIN CREATEDB PASSWORD '${PASSWORD}'`)
  const project = new Project(t)
  project.migration(
    '1_one',
    'CREATE TABLE one AS SELECT session_user AS name, current_database() AS database;'
  )
  for (const database of ['Größe 表', 'UPPER', 'a/b@c:d&e%20f"g']) {
    const url = server.url({ database, user })
    t.strictSame(await applyMigrations({ url, migrations: project.migrations }), ['1_one'])
    t.ok((await server.databases()).includes(database), database)
    t.match(
      await diagnose(url, project.migrations),
      { tag: 'createMigration' },
      'the shadow database as well'
    )
  }
  const [row] = await server.query(server.url({ database: 'UPPER' }), 'SELECT * FROM one')
  t.strictSame(row, { name: user, database: 'UPPER' })
  const unreachable = applyMigrations({
    url: server.url({ database: 'a?b' }),
    migrations: project.migrations
  })
  await t.rejects(unreachable, { message: /names a database with \? or #/ })
})

t.test('names in any script', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_größe 表', 'CREATE TABLE "表 Größe" ("длина" int PRIMARY KEY, "ñ""x" text);')
  t.strictSame(await applyMigrations({ url, migrations: project.migrations }), ['1_größe 表'])
  t.match(await diagnose(url, project.migrations), { tag: 'createMigration' })
  await server.query(url, 'ALTER TABLE "表 Größe" RENAME "длина" TO "ширина"')
  t.match(await diagnose(url, project.migrations), { tag: 'reset', reason: /Added column `ширина`/ })
  t.strictSame(await server.query(url, 'SELECT migration_name AS name FROM _prisma_migrations'), [
    { name: '1_größe 表' }
  ])
})

t.test('extensions, in the shadow database as well', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration(
    '1_init',
    `CREATE EXTENSION citext; CREATE EXTENSION pg_trgm;
     CREATE TABLE "User" (name citext PRIMARY KEY);
     CREATE INDEX by_likeness ON "User" USING gin (name gin_trgm_ops);`
  )
  await applyMigrations({ url, migrations: project.migrations })
  t.match(await diagnose(url, project.migrations), { tag: 'createMigration' })
  t.strictSame(
    await server.query(url, `SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1`),
    [{ extname: 'citext' }, { extname: 'pg_trgm' }]
  )
  await server.query(url, 'DROP INDEX by_likeness')
  t.match(await diagnose(url, project.migrations), { tag: 'reset' }, 'a drift is seen')
})

t.test('a schema other than public, with a drift in it', async (t) => {
  const url = server.url({ query: '&schema=Other%20one' })
  const project = new Project(t)
  project.migration('1_one', 'CREATE TABLE one (id int PRIMARY KEY);')
  const apply = () => applyMigrations({ url, migrations: project.migrations })
  t.strictSame(await apply(), ['1_one'])
  t.strictSame(await apply(), [])
  t.match(await diagnose(url, project.migrations), { tag: 'createMigration' })
  await server.query(url, 'CREATE TABLE public.elsewhere (id int PRIMARY KEY)')
  t.match(
    await diagnose(url, project.migrations),
    { tag: 'createMigration' },
    'what is elsewhere is no drift'
  )
  await server.query(url, 'ALTER TABLE "Other one".one ADD COLUMN stray int')
  t.match(await diagnose(url, project.migrations), { tag: 'reset', reason: /Added column `stray`/ })
})

t.test('200 migrations', async (t) => {
  const url = server.url()
  const project = new Project(t)
  for (let i = 1; i <= 200; i++) {
    project.migration(`${1000 + i}_table`, `CREATE TABLE t${i} (id int PRIMARY KEY, name text);`)
  }
  const applied = await applyMigrations({ url, migrations: project.migrations })
  t.equal(applied.length, 200)
  t.match(await diagnose(url, project.migrations), { tag: 'createMigration' })
  const [row] = await server.query(
    url,
    `SELECT (SELECT count(*)::int FROM pg_tables WHERE tablename ~ '^t[0-9]') AS tables,
            (SELECT count(*)::int FROM _prisma_migrations WHERE finished_at IS NOT NULL) AS finished`
  )
  t.strictSame(row, { tables: 200, finished: 200 })
})

t.test('a server that has no TLS is told of in one line', async (t) => {
  await server.query(admin, 'ALTER SYSTEM SET ssl = off')
  await server.query(admin, 'SELECT pg_reload_conf()')
  const project = new Project(t)
  project.migration('1_one', 'SELECT 1;')
  const url = server.tlsUrl('sslmode=require')
  await t.rejects(applyMigrations({ url, migrations: project.migrations }), {
    code: 'P1011',
    message: /does not support SSL.*sslmode=disable does without/
  })
})
