import { once } from 'node:events'
import { parseMysqlUrl } from '@larder/mysql'
import { until } from '@larder/until'
import t, { type Test } from 'tap'
import { createMysqlDatabase } from '../../src/mysql/databases.js'
import { EngineProcess } from '../fixtures/engine-process.js'
import { MysqlProject, startMysql } from '../fixtures/mysql-project.js'

const server = await startMysql(t)
let count = 0

t.test('an engine killed in the middle of a statement: the next goes on after it', async (t) => {
  const project = await makeProject(t)
  project.migration(
    '2_two',
    'CREATE TABLE two (id INT);\nALTER TABLE one ADD a INT;\nALTER TABLE two ADD b INT;'
  )
  const holder = await project.open()
  await holder.query('LOCK TABLES one READ')
  const engine = new EngineProcess(t, project.url, 'killed')
  void engine.apply(project.migrations)
  await until(() => isRunning(project, 'ALTER TABLE one%'), 'the statement waits')
  await engine.kill('SIGKILL')
  t.strictSame(await project.history(), ['1_one done 1', '2_two failed 1'])

  // The server does not give up a change of a table: this one is done, and not recorded.
  await holder.query('UNLOCK TABLES')
  t.strictSame(await project.apply(), ['2_two'])
  t.strictSame(await project.history(), ['1_one done 1', '2_two done 3'])
  t.strictSame(await project.columns('one'), ['id int NULL', 'a int NULL'])
  t.strictSame(await project.columns('two'), ['id int NULL', 'b int NULL'])
})

t.test('an engine killed in a statement that changes rows: these are changed once', async (t) => {
  const project = await makeProject(t)
  await project.query('INSERT INTO one VALUES (1)')
  project.migration('2_two', 'CREATE TABLE two (id INT);\nUPDATE one SET id = id + 1;')
  const holder = await project.open()
  await holder.beginTransaction()
  await holder.query('SELECT * FROM one FOR UPDATE')
  const engine = new EngineProcess(t, project.url, 'killed')
  void engine.apply(project.migrations)
  await until(() => isRunning(project, 'UPDATE one%'), 'the statement waits')
  await engine.kill('SIGKILL')
  await holder.commit()
  t.strictSame(await project.apply(), ['2_two'])
  t.strictSame(await project.query('SELECT * FROM one'), [[2]])
})

t.test('of two deploys at once one applies, and the other waits for it', async (t) => {
  const project = await makeProject(t)
  project.migration('2_two', 'CREATE TABLE two (id INT);\nALTER TABLE one ADD a INT;')
  const holder = await project.open()
  await holder.query('LOCK TABLES one READ')
  const engines = [1, 2].map((one) => new EngineProcess(t, project.url, `${one}`))
  const answers = engines.map((engine) => engine.apply(project.migrations))
  const waiting = await Promise.race(engines.map(({ printed }) => printed))
  t.match(waiting, /^Waiting for session \d+ of root at .* in the database shop_\w+, which migrates/)
  await until(() => isRunning(project, 'ALTER TABLE one%'), 'the other applies')
  await holder.query('UNLOCK TABLES')
  const names = (await Promise.all(answers)).map((answer) => JSON.stringify(answer))
  t.equal(names.filter((answer) => answer.includes('"2_two"')).length, 1)
  t.equal(names.filter((answer) => answer.includes('"appliedMigrationNames":[]')).length, 1)
  t.strictSame(await project.history(), ['1_one done 1', '2_two done 2'])
})

for (const whom of ['the keyboard', 'the CLI alone'] as const) {
  t.test(`migrate dev ended by ${whom} leaves no shadow database`, async (t) => {
    const project = await makeProject(t)
    project.migration('2_slow', 'DO SLEEP(600);')
    const cli = project.start('migrate dev')
    await until(() => isRunning(project, 'DO SLEEP%'), 'a migration is replayed')
    t.match(await project.shadows(), [/^prisma_migrate_shadow_db_portable_/])
    if (whom === 'the keyboard') process.kill(-Number(cli.pid), 'SIGINT')
    else cli.kill('SIGKILL')
    await once(cli, 'exit')
    await until(async () => (await project.shadows()).length === 0, 'the shadow database is gone')
    await until(async () => !(await isRunning(project, 'DO SLEEP%')), 'the migration is ended')
  })
}

/** A project whose first migration is applied. */
async function makeProject(t: Test): Promise<MysqlProject> {
  const url = server.urlOf(`shop_${++count}`)
  await createMysqlDatabase(parseMysqlUrl(url))
  const project = new MysqlProject(t, url)
  project.migration('1_one', 'CREATE TABLE one (id INT);')
  await project.apply()
  return project
}

async function isRunning(project: MysqlProject, statement: string): Promise<boolean> {
  const rows = await project.query(
    `SELECT 1 FROM information_schema.processlist WHERE info LIKE '${statement}'`
  )
  return rows.length > 0
}
