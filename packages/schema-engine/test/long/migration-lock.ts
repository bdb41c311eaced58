import { once } from 'node:events'
import { until } from '@larder/until'
import pg from 'pg'
import t from 'tap'
import { readMigrationList } from '../../src/migrations/migrations-folder.js'
import { applyMigrations } from '../fixtures/apply-migrations.js'
import { deployAndKill, historyOf, nameOfSleeper, SLOW_AT_FIRST } from '../fixtures/deploys.js'
import { EngineProcess } from '../fixtures/engine-process.js'
import { Project } from '../fixtures/project.js'
import { startServer } from '../fixtures/server.js'

const server = await startServer()
t.teardown(server.stop)

t.test('of several deploys one applies; when it is killed another does, and all the others succeed', (t) =>
  deployAndKill(t, server, 3, 'cli')
)

t.test('an engine that is killed leaves no lock, and what it had begun is begun again', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('0_zero', 'CREATE TABLE zero (id int);')
  await applyMigrations({ url, migrations: project.migrations })
  project.migration('1_one', SLOW_AT_FIRST.replace('WHEN 1', 'WHEN 2'))
  const engines = ['first', 'second'].map((name) => new EngineProcess(t, url, name))
  const answers = engines.map((engine) => engine.apply(project.migrations))

  const index = (await nameOfSleeper(server)) === 'first' ? 0 : 1
  await engines[index]?.kill('SIGKILL')
  t.match(await answers[1 - index], { result: { appliedMigrationNames: ['1_one'] } })
  t.strictSame(await historyOf(server, url), ['0_zero done', '1_one rolled back', '1_one done'])
  t.strictSame(await server.query(url, 'SELECT * FROM one'), [{ id: 1 }])
})

t.test('migrate dev clears the way as well, but not while somebody is at work', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_one', SLOW_AT_FIRST)
  await applyMigrations({ url, migrations: emptyFolder(project) })
  const engine = new EngineProcess(t, url, 'killed')
  void engine.apply(project.migrations)
  await nameOfSleeper(server)
  const params = { migrationsList: await readMigrationList(emptyFolder(project)), filters: NO_FILTERS }
  await new EngineProcess(t, url, 'asks').call('devDiagnostic', params)
  t.strictSame(await historyOf(server, url), ['1_one failed'])

  await engine.kill('SIGKILL')
  await until(async () => (await server.query(url, LOCKS)).length === 0, 'the lock is free')
  await new EngineProcess(t, url, 'asks again').call('devDiagnostic', params)
  t.strictSame(await historyOf(server, url), ['1_one rolled back'])
})

t.test('Ctrl-C in the middle of a deploy leaves the database as it was', async (t) => {
  const url = server.url()
  const project = new Project(t, url)
  project.migration('1_one', SLOW_AT_FIRST)
  const cli = project.start('migrate deploy', { PGAPPNAME: 'interrupted' })
  await nameOfSleeper(server)
  // Like the keyboard: to the CLI and all that it has started.
  process.kill(-Number(cli.pid), 'SIGINT')
  await once(cli, 'exit')

  t.strictSame(await applyMigrations({ url, migrations: project.migrations }), ['1_one'])
  t.strictSame(await historyOf(server, url), ['1_one rolled back', '1_one done'])
  t.strictSame(await server.query(url, 'SELECT * FROM one'), [{ id: 1 }])
})

t.test('a migration that has committed a part when it is killed is not tried again', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_parts', 'BEGIN; CREATE TABLE one (id int); COMMIT; SELECT pg_sleep(600);')
  await applyMigrations({ url, migrations: emptyFolder(project) })
  const engine = new EngineProcess(t, url, 'parts')
  void engine.apply(project.migrations)
  await nameOfSleeper(server)
  await engine.kill('SIGKILL')

  await t.rejects(applyMigrations({ url, migrations: project.migrations }), { code: 'P3009' })
  t.strictSame(await historyOf(server, url), ['1_parts failed'])
})

t.test('what cannot run in a transaction runs by itself', async (t) => {
  const url = server.url()
  const project = new Project(t)
  const apply = () => applyMigrations({ url, migrations: project.migrations })
  project.migration('1_one', 'CREATE TABLE one (id int);')
  project.migration('2_index', 'CREATE INDEX CONCURRENTLY by_id ON one (id);')
  project.migration('3_serial', 'BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; COMMIT;')
  project.migration('4_commits', 'DO $$ BEGIN CREATE TABLE four (); COMMIT; END $$;')
  await apply()
  t.strictSame(
    await server.query(url, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_id'::regclass"),
    [{ indisvalid: true }]
  )
  t.strictSame(await historyOf(server, url), [
    '1_one done',
    '2_index done',
    '3_serial done',
    '4_commits done'
  ])

  project.migration('5_parts', 'BEGIN; CREATE TABLE five (); COMMIT; VACUUM;')
  await t.rejects(apply(), {
    code: 'P3018',
    message: /VACUUM cannot run .*\nA part of it may have been applied/
  })
})

t.test('who waits does not hold up an index that is built without locks', async (t) => {
  const url = server.url()
  const project = new Project(t)
  project.migration('1_one', 'CREATE TABLE one (id int); SELECT pg_sleep(0.4);')
  project.migration('2_index', 'CREATE INDEX CONCURRENTLY by_id ON one (id);')
  const apply = () => applyMigrations({ url, migrations: project.migrations })
  const applied = await Promise.all([apply(), apply()])
  t.strictSame(applied.flat(), ['1_one', '2_index'])
})

t.test('with the lock taken', async (t) => {
  const url = server.url()
  const project = new Project(t)
  const apply = () => applyMigrations({ url, migrations: project.migrations })
  project.migration('1_one', 'CREATE TABLE one (id int);')
  await apply()
  project.migration('2_two', 'CREATE TABLE two (id int);')
  const holder = new pg.Client({ connectionString: url, application_name: 'nightly job' })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('SELECT pg_advisory_lock(72707369)')

  await t.test('the wait has an end, with the name of who has it', async (t) => {
    setEnvironment(t, 'SCHEMA_ENGINE_LOCK_TIMEOUT', '0')
    await t.rejects(apply(), {
      code: 'P1002',
      message: /more than 0 seconds: session \d+ of postgres \(nightly job\)/
    })
    t.strictSame(await historyOf(server, url), ['1_one done'])
    setEnvironment(t, 'SCHEMA_ENGINE_LOCK_TIMEOUT', 'soon')
    await t.rejects(apply(), {
      message: 'SCHEMA_ENGINE_LOCK_TIMEOUT is "soon". It should be a number of seconds.'
    })
  })

  await t.test('the user is told of the wait, which ends with the lock', async (t) => {
    const engine = new EngineProcess(t, url, 'waiting')
    const answer = engine.apply(project.migrations)
    t.match(await engine.printed, /^Waiting for session \d+ of postgres \(nightly job\)/)
    t.strictSame(await historyOf(server, url), ['1_one done'])
    await holder.query('SELECT pg_advisory_unlock(72707369)')
    t.match(await answer, { result: { appliedMigrationNames: ['2_two'] } })
    await engine.kill('SIGKILL')
  })

  await t.test('PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK is respected', async (t) => {
    setEnvironment(t, 'PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK', '1')
    await holder.query('SELECT pg_advisory_lock(72707369)')
    project.migration('3_three', 'CREATE TABLE three (id int);')
    t.strictSame(await apply(), ['3_three'])
  })
})

const LOCKS = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND objid = 72707369"
const NO_FILTERS = { externalTables: [], externalEnums: [] }

function setEnvironment(t: { teardown(work: () => void): unknown }, name: string, value: string): void {
  process.env[name] = value
  t.teardown(() => delete process.env[name])
}

/** A folder without migrations, to create the database. */
function emptyFolder(project: Project): string {
  project.write('none/README', '')
  return `${project.folder}/none`
}
