import t from 'tap'
import { MysqlProject, startMysql } from './fixtures/mysql-project.js'

const server = await startMysql(t)

// How it changes them: test/long/mysql-cli.ts.
t.test('migrate dev makes the tables of the models', async (t) => {
  const project = new MysqlProject(t, server.urlOf('shop'))
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
