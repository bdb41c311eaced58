import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import t, { type Test } from 'tap'
import { copySchema, projectPaths } from '../src/index.js'

const PATHS = { schema: 'prisma/schema', migrations: 'prisma/migrations' }

const DATASOURCE = `
datasource db {
  // Not "mysql".
  provider = "postgresql"
}

generator client {
  provider = "prisma-client"
  output   = "../../src/generated"
}
`

const USER = `model User {
  id       Int    @id
  provider String @default("postgresql") @db.VarChar(40)
}
`

t.test('a copy is for MySQL, and generates its client where the original does', async (t) => {
  const project = makeProject(t)
  copySchema({ from: project('prisma/schema'), to: project('copies/one') })
  t.equal(
    readFileSync(project('copies/one/datasource.prisma'), 'utf8'),
    DATASOURCE.replace('"postgresql"', '"mysql"')
  )
  const user = 'users/user.prisma'
  t.equal(readFileSync(project(`copies/one/${user}`), 'utf8'), USER.replace(/"\)$/m, '") @db.LongText'))

  copySchema({ from: project('prisma/schema'), to: project('copy'), output: project('src/generated-mysql') })
  t.match(readFileSync(project('copy/datasource.prisma'), 'utf8'), 'output   = "../src/generated-mysql"')
  copySchema({ from: project('prisma/schema'), to: project('src'), output: project('src/mysql') })
  t.match(readFileSync(project('src/datasource.prisma'), 'utf8'), 'output   = "./mysql"')
})

t.test('a copy follows its original, and what is the same is not written', async (t) => {
  const project = makeProject(t)
  const copy = () => copySchema({ from: project('prisma/schema'), to: project('copy') })
  copy()
  const { mtimeMs } = statSync(project('copy/datasource.prisma'))
  rmSync(project('prisma/schema/users/user.prisma'))
  writeFileSync(project('prisma/schema/good.prisma'), 'model Good {\n  id Int @id\n}\n')
  copy()
  t.notOk(existsSync(project('copy/users/user.prisma')))
  t.ok(existsSync(project('copy/good.prisma')))
  t.equal(statSync(project('copy/datasource.prisma')).mtimeMs, mtimeMs)
})

t.test('the URL of the database decides on the paths of a project', async (t) => {
  const project = makeProject(t)
  const folder = project('.')
  t.strictSame(projectPaths('postgresql://localhost/one', folder, PATHS), PATHS)
  t.strictSame(projectPaths(undefined, folder, PATHS), PATHS)
  t.notOk(existsSync(project('.larder')))
  const migrations = path.join('prisma', 'mysql', 'migrations')
  for (const url of ['mysql://localhost/one', 'mariadb://localhost/one']) {
    t.strictSame(projectPaths(url, folder, PATHS), { schema: '.larder/mysql/schema', migrations })
  }
  t.match(readFileSync(project('.larder/mysql/schema/datasource.prisma'), 'utf8'), '"mysql"')

  writeFileSync(project('schema.prisma'), 'datasource db {\n  provider = "mysql"\n}\n')
  const own = { ...PATHS, schema: 'schema.prisma' }
  const expected = { schema: 'schema.prisma', migrations }
  t.strictSame(projectPaths('mysql://localhost/one', folder, own), expected, 'a file for MySQL needs no copy')
})

function makeProject(t: Test): (file: string) => string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'a schema '))
  t.teardown(() => rmSync(folder, { recursive: true }))
  mkdirSync(path.join(folder, 'prisma/schema/users'), { recursive: true })
  writeFileSync(path.join(folder, 'prisma/schema/datasource.prisma'), DATASOURCE)
  writeFileSync(path.join(folder, 'prisma/schema/users/user.prisma'), USER)
  return (file) => path.join(folder, file)
}
