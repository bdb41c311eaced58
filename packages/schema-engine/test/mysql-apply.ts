import { parseMysqlUrl } from '@larder/mysql'
import t from 'tap'
import { translateMigrations } from '../src/index.js'
import { createMysqlDatabase } from '../src/mysql/databases.js'
import { MysqlProject, startMysql } from './fixtures/mysql-project.js'

const server = await startMysql(t)
let count = 0

async function makeProject(t: { teardown(work: () => unknown): unknown }): Promise<MysqlProject> {
  const url = server.urlOf(`apply_${++count}`)
  await createMysqlDatabase(parseMysqlUrl(url))
  return new MysqlProject(t, url)
}

t.test('a migration that fails stays failed until it is resolved', async (t) => {
  const project = await makeProject(t)
  project.migration('1_one', 'CREATE TABLE one (id INT);\nCREATE TABLE one (id INT);')
  const failed = {
    code: 'P3018',
    message:
      /Migration 1_one failed to apply: line 2: Table 'one' already exists \(error 1050\)\nThe first 1 statements are done/
  }
  await t.rejects(project.apply(), failed)
  t.strictSame(await project.history(), ['1_one failed 1'])
  await t.rejects(project.apply(), {
    code: 'P3009',
    message:
      /`1_one` migration started at .* UTC failed with the following logs:\n.*: npx larder-db upgrade\nline 2/
  })
  const diagnosis = await project.call('diagnoseMigrationHistory')
  t.match(diagnosis, { failedMigrationNames: ['1_one'], history: null, hasMigrationsTable: true })
  await t.rejects(project.call('devDiagnostic'), {
    code: 'P3006',
    message: /`1_one` failed to apply cleanly.*\n.*\nline 2/
  })

  await project.call('markMigrationRolledBack', { migrationName: '1_one' })
  await project.query('DROP TABLE one')
  project.migration('1_one', 'CREATE TABLE one (id INT);')
  t.strictSame(await project.apply(), ['1_one'])
  t.strictSame(await project.history(), ['1_one rolled back 1', '1_one done 1'])
  for (const [method, name, code] of [
    ['markMigrationRolledBack', '1_one', 'P3012'],
    ['markMigrationRolledBack', 'none', 'P3011'],
    ['markMigrationApplied', '1_one', 'P3008'],
    ['markMigrationApplied', 'none', 'P3017']
  ] as const) {
    await t.rejects(project.call(method, { migrationName: name }), { code }, code)
  }
})

t.test('MySQL makes no values up for a required column of a script', async (t) => {
  const project = await makeProject(t)
  project.migration('1_one', 'CREATE TABLE one (id INT);\nINSERT INTO one VALUES (1);')
  await project.apply()
  project.migration('2_add', 'CREATE TABLE two (id INT);\nALTER TABLE one ADD COLUMN age INT NOT NULL;')
  await t.rejects(project.apply(), { code: 'P3018', message: /line 2: column age is required/ })
  t.strictSame(await project.columns('two'), [], 'nothing of it is done')
})

const ANEW = {
  'a column': 'ADD COLUMN "age" INTEGER NOT NULL, DROP COLUMN "name", ADD COLUMN "name" INTEGER NOT NULL',
  'a primary key': `DROP CONSTRAINT "one_pkey", ADD COLUMN "age" INTEGER NOT NULL, DROP COLUMN "id",
    ADD COLUMN "id" INTEGER NOT NULL, ADD CONSTRAINT "one_pkey" PRIMARY KEY ("id")`,
  'a name in other letters': 'DROP COLUMN "name", ADD COLUMN "Name" INTEGER NOT NULL'
}
for (const [name, clauses] of Object.entries(ANEW))
  t.test(`${name} is made anew while the table is empty, else nothing is lost`, async (t) => {
    const project = await makeProject(t)
    const key = 'CONSTRAINT "one_pkey" PRIMARY KEY ("id")'
    const twins = await translateMigrations([
      { name: '1_one', script: `CREATE TABLE "one" ("id" DATE NOT NULL, "name" TEXT NOT NULL, ${key})` },
      { name: '2_anew', script: `ALTER TABLE "one" ${clauses}` }
    ])
    project.migration('1_one', twins[0]?.up.script ?? '')
    await project.apply()
    await project.query("INSERT INTO one VALUES ('2026-01-01', 'Anne')")
    project.migration('2_anew', twins[1]?.up.script ?? '')
    await t.rejects(project.apply(), { code: 'P3018', message: /column `(id|name)` is required/i })
    t.strictSame(await project.columns('one'), ['id date', 'name longtext'])
    t.match(await project.query('SELECT CAST(id AS CHAR), name FROM one'), [['2026-01-01', 'Anne']])
    await project.call('markMigrationRolledBack', { migrationName: '2_anew' })
    await project.query('DELETE FROM one')
    t.strictSame(await project.apply(), ['2_anew'])
    t.match((await project.columns('one')).join(), /(id|name) int\b(?! NULL)/i)
  })

t.test('a change of a table whose record fails counts as done', async (t) => {
  const project = await makeProject(t)
  project.migration('1_one', 'CREATE TABLE one (id INT);')
  await project.apply()
  project.migration('2_two', 'CREATE TABLE two (id INT);')
  await project.query(`CREATE TRIGGER full_disk BEFORE UPDATE ON _prisma_migrations FOR EACH ROW
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disk full'`)
  await t.rejects(project.apply(), { message: /disk full/ })
  await project.query('DROP TRIGGER full_disk')
  t.strictSame(await project.apply(), ['2_two'])
})

t.test('what does not fit the folder is refused', async (t) => {
  const project = await makeProject(t)
  project.migration('1_one', 'CREATE TABLE one (id INT);')
  await project.query('CREATE TABLE there (id INT)')
  await t.rejects(project.apply(), { code: 'P3005' })
  await project.call('markMigrationApplied', { migrationName: '1_one' })
  t.strictSame(await project.history(), ['1_one done 0'])
  project.migration('1_one', 'CREATE TABLE one (id INT); -- edited')
  t.match(await project.call('diagnoseMigrationHistory'), { editedMigrationNames: ['1_one'] })
  project.write('prisma/migrations/migration_lock.toml', 'provider = "postgresql"\n')
  await t.rejects(project.apply(), { code: 'P3019', message: /`mysql` .*`postgresql`/ })
  await t.rejects(project.call('introspect'), { message: /takes Prisma's own schema engine/ })
})
