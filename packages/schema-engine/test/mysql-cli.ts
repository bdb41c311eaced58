import t from 'tap'
import { MysqlProject, startMysql } from './fixtures/mysql-project.js'

const server = await startMysql(t)

t.test('migrate dev makes the tables of the models, and changes them', async (t) => {
  const project = new MysqlProject(t, server.urlOf('shop'))
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
