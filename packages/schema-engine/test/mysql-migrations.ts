import { cpSync } from 'node:fs'
import path from 'node:path'
import { parseMysqlUrl } from '@larder/mysql'
import { until } from '@larder/until'
import t from 'tap'
import { copySchema } from '../src/index.js'
import { createMysqlDatabase } from '../src/mysql/databases.js'
import { MysqlProject, startMysql } from './fixtures/mysql-project.js'

const server = await startMysql(t)
let count = 0

async function makeProject(t: { teardown(work: () => unknown): unknown }): Promise<MysqlProject> {
  const url = server.urlOf(`shop_${++count}`)
  await createMysqlDatabase(parseMysqlUrl(url))
  return new MysqlProject(t, url)
}

const CHECKOUT = path.resolve(import.meta.dirname, '../../../prisma')
const TYPES = [
  'second DateTime @db.DateTime(0)',
  'price Decimal',
  'share Float',
  'part Float @db.Float',
  'open Boolean',
  'flag Boolean @db.TinyInt(1)',
  'file Bytes',
  'data Json?'
]
const BY_HAND = `ALTER TABLE \`User\` ADD CONSTRAINT of_age CHECK (age > 17), ADD CONSTRAINT tall CHECK (size > 2),
  MODIFY name VARCHAR(80) COLLATE utf8mb4_german2_ci NOT NULL;`
const NAME = 'name String @db.VarChar(80)'

t.test('models become tables, and their changes migrations', async (t) => {
  const project = await makeProject(t)
  project.model(NAME, 'email String @unique @db.VarChar(200)', 'posts Post[]')
  project.write('prisma/schema/posts.prisma', POST)
  await project.migrate('1_init')
  t.strictSame(await project.apply(), ['1_init'])
  t.strictSame(await project.diagnose(), { tag: 'createMigration' })
  t.equal(await project.migrate('2_none'), null)
  t.strictSame(await project.columns('User'), ['id int', 'name varchar(80)', 'email varchar(200)'])
  t.strictSame(await foreignKeys(project), [['Post_userId_fkey', 'CASCADE']])
  const [[collation] = []] = await project.query(
    "SELECT table_collation FROM information_schema.tables WHERE table_name = 'User' AND table_schema = DATABASE()"
  )
  t.equal(collation, 'utf8mb4_bin')

  project.migration('2_none', 'SELECT 1;')
  project.model(NAME, 'kind Kind @default(guest)', 'posts Post[]', '@@index([name(sort: Desc), kind])')
  project.write('prisma/schema/kinds.prisma', 'enum Kind {\n  guest\n  host\n}\n')
  project.write(
    'prisma/schema/posts.prisma',
    POST.replace('Int  @id', 'BigInt @id').replace('Cascade', 'Restrict')
  )
  const script = await project.migrate('3_kinds')
  t.match(script, /Warnings:\n\n {2}- You are about to drop the column `email` on the `User` table\./)
  t.strictSame(await project.apply(), ['2_none', '3_kinds'])
  t.strictSame(await project.columns('User'), ['id int', 'name varchar(80)', "kind enum('guest','host')"])
  t.strictSame(await project.columns('Post'), ['id bigint', 'userId int'])
  t.strictSame(await foreignKeys(project), [['Post_userId_fkey', 'RESTRICT']])
  t.strictSame(await project.diagnose(), { tag: 'createMigration' })
  t.strictSame(await project.shadows(), [], 'and no shadow database stays')
})

t.test('a column that others refer to changes its type', async (t) => {
  const project = await makeProject(t)
  project.model(NAME, 'posts Post[]')
  project.write('prisma/schema/posts.prisma', POST)
  await project.migrate('1_init')
  project.write(
    'prisma/schema/users.prisma',
    `model User {\n  id BigInt @id @default(autoincrement())\n  posts Post[]\n}\n`
  )
  project.write('prisma/schema/posts.prisma', POST.replace('userId Int', 'userId BigInt'))
  await project.migrate('2_wider')
  t.strictSame(await project.apply(), ['1_init', '2_wider'])
  t.strictSame(await project.columns('User'), ['id bigint'])
  t.strictSame(await project.columns('Post'), ['id int', 'userId bigint'])
  t.strictSame(await foreignKeys(project), [['Post_userId_fkey', 'CASCADE']])
})

t.test('CHECKs and collations of migrations stay, for as long as their columns do', async (t) => {
  const project = await makeProject(t)
  project.model('age Int', 'size Int', NAME)
  const script = await project.migrate('1_init')
  project.migration('1_init', `${script}${BY_HAND}`)
  t.equal(await project.migrate('2_none'), null)
  project.model('age BigInt', 'name String @db.VarChar(90)')
  await project.migrate('2_change')
  await project.apply()
  const checks = await project.query(
    'SELECT constraint_name FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()'
  )
  t.strictSame(checks, [['of_age']])
  const [[type, collation] = []] = await project.query(
    `SELECT column_type, collation_name FROM information_schema.columns
     WHERE table_schema = DATABASE() AND column_name = 'name'`
  )
  t.strictSame([type, collation], ['varchar(90)', 'utf8mb4_german2_ci'])
})

t.test('types are those of Prisma for MySQL', async (t) => {
  const project = await makeProject(t)
  project.model('slug String @unique', 'text String @db.LongText', 'at DateTime @default(now())', ...TYPES)
  await project.migrate('1_init')
  await project.apply()
  t.strictSame(await project.columns('User'), [
    'id int',
    'slug varchar(191)',
    'text longtext',
    'at datetime(3)',
    'second datetime',
    'price decimal(65,30)',
    'share double',
    'part float',
    'open tinyint(1)',
    'flag tinyint(1)',
    'file longblob',
    'data longtext NULL'
  ])
  project.model('count Int @db.UnsignedInt')
  await t.rejects(project.migrate('2_unsigned'), {
    message: /no form in MySQL here: @db\.UnsignedInt\. Of the types/
  })
  project.model('tags String[]')
  await t.rejects(project.migrate('2_list'), { code: 'SCHEMA_ENGINE_ERR_NO_FORM' })
})

t.test('what is in the way of a change is counted', async (t) => {
  const project = await makeProject(t)
  project.model(NAME, 'note String? @db.VarChar(20)')
  await project.migrate('1_init')
  await project.apply()
  await project.query("INSERT INTO `User` (name, note) VALUES ('a', NULL), ('b', 'long'), ('c', 'longer')")
  project.model('note String @db.VarChar(2)', 'age Int')
  const { warnings, unexecutableSteps } = await project.call('evaluateDataLoss')
  t.match(warnings, [
    {
      message:
        'You are about to drop the column `name` on the `User` table, which still contains 3 non-null values.'
    },
    {
      message:
        /^You are about to alter the column `note`.* contains 2 non-null values.*from `varchar\(20\)` to `varchar\(2\)`/
    }
  ])
  t.match(unexecutableSteps, [
    { message: 'Made the column `note` on table `User` required, but there are 1 existing NULL values.' },
    { message: /^Added the required column `age`.* There are 3 rows/ }
  ])
  t.match(await project.call('schemaPush', { force: true }), {
    executedSteps: 0,
    unexecutable: { length: 2 }
  })
  t.match(await project.columns('User'), { length: 3 })

  await project.migrate('2_next')
  await t.rejects(project.apply(), { code: 'P3018' }, 'MySQL makes no values up')

  project.model('note String? @db.VarChar(40)')
  t.match(await project.call('schemaPush', { force: false }), { executedSteps: 0, warnings: { length: 1 } })
  t.match(await project.call('schemaPush', { force: true }), { executedSteps: 1 })
  t.strictSame(await project.columns('User'), ['id int', 'note varchar(40) NULL'])
  t.strictSame(await project.call('schemaPush', { force: false }), {
    executedSteps: 0,
    warnings: [],
    unexecutable: []
  })
})

t.test('a drift is told part by part', async (t) => {
  const project = await makeProject(t)
  project.model(NAME)
  await project.migrate('1_init')
  await project.apply()
  await project.query(
    'ALTER TABLE `User` ADD stray INT, MODIFY name VARCHAR(90) NOT NULL, ADD INDEX by_name (name)'
  )
  await project.query('CREATE TABLE other (id INT)')
  const reason = new RegExp(
    [
      '^Drift detected',
      '\\[\\+\\] Added tables\n  - other',
      'Changed the `User` table',
      'Altered column `name` \\(changed from varchar\\(80\\) NOT NULL to varchar\\(90\\) NOT NULL\\)',
      'Added column `stray`',
      'Added index `by_name`'
    ].join('[^]*')
  )
  t.match(await project.diagnose(), { tag: 'reset', reason })
  const external = { filters: { externalTables: ['other'], externalEnums: [] } }
  t.notMatch(JSON.stringify(await project.call('devDiagnostic', external)), /other/)
  await project.call('reset')
  t.strictSame(await project.query('SHOW TABLES'), [])
  t.strictSame(await project.apply(), ['1_init'])
  t.strictSame(await project.diagnose(), { tag: 'createMigration' })
})

t.test('a table of another collation is a drift, and stays as migrations make it', async (t) => {
  const project = await makeProject(t)
  project.model(NAME, 'kind Kind', 'data Json')
  project.write('prisma/schema/kinds.prisma', 'enum Kind {\n  guest\n}\n')
  await project.migrate('1_init')
  project.migration('2_plain', 'CREATE TABLE plain (name VARCHAR(9), word CHAR(2) CHARACTER SET latin1);')
  await project.apply()
  const external = { filters: { externalTables: ['plain'], externalEnums: [] } }
  t.strictSame(await project.diagnose(), { tag: 'createMigration' })
  const convert = 'ALTER TABLE `User` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci'
  await project.query(convert)
  t.match(await project.diagnose(), {
    tag: 'reset',
    reason: /Altered column `name` .* to varchar\(80\) COLLATE utf8mb4_general_ci NOT NULL/
  })

  project.migration('3_convert', `${convert};`)
  await project.apply()
  t.strictSame(await project.diagnose(), { tag: 'createMigration' })
  t.match(await project.call('createMigration', { migrationName: 'none', draft: false, ...external }), {
    migrationScript: null
  })
  project.model(NAME, 'kind Kind', 'data Json', 'note String?')
  t.match(await project.call('schemaPush', { force: false, ...external }), { executedSteps: 1 })
  t.match(await project.call('schemaPush', { force: false, ...external }), { executedSteps: 0 })
})

t.test('a database set aside is the shadow, and never the project’s own', async (t) => {
  const project = await makeProject(t)
  project.model(NAME)
  const shadow = server.urlOf('shadow')
  await createMysqlDatabase(parseMysqlUrl(shadow))
  await project.query(`ALTER DATABASE ${parseMysqlUrl(shadow).database} COLLATE utf8mb4_general_ci`)
  project.migration('0_plain', 'CREATE TABLE plain (name VARCHAR(9));')
  await project.apply()
  t.match(await project.call('devDiagnostic', {}, shadow), { action: { tag: 'createMigration' } })
  const options = { migrationName: 'init', draft: false }
  for (const _ of [1, 2]) {
    t.match(await project.call('createMigration', options, shadow), {
      migrationScript: /CREATE TABLE `User`/
    })
  }
  const same = project.url.replace('127.0.0.1', 'localhost')
  await t.rejects(project.call('createMigration', options, same), {
    code: 'SCHEMA_ENGINE_ERR_SHADOW_IS_MAIN'
  })
  const gone = new MysqlProject(t, server.urlOf('gone'))
  gone.model(NAME)
  await t.rejects(gone.call('createMigration', options, shadow), { code: 'P1003' })
  const sessions = `SELECT id FROM information_schema.processlist WHERE db = '${parseMysqlUrl(shadow).database}'`
  await until(async () => (await project.query(sessions)).length === 0, 'no connection stays')
  const admin = await project.open()
  await admin.query('DROP USER IF EXISTS poor')
  await admin.query("CREATE USER poor IDENTIFIED BY 'a'")
  const { database } = parseMysqlUrl(project.url)
  await admin.query(`GRANT ALL ON ${database}.* TO poor`)
  const poor = new MysqlProject(t, project.url.replace('root@', 'poor:a@'))
  await t.rejects(poor.call('createMigration', options), { code: 'P3014', message: /GRANT ALL ON/ })
  await admin.query('GRANT ALL ON `prisma\\_migrate\\_shadow\\_db\\_%`.* TO poor')
  t.match(await poor.call('createMigration', options), { migrationScript: /CREATE TABLE/ })
  await admin.query('CREATE DATABASE prisma_migrate_shadow_db_portable_left')
  await project.call('createMigration', options)
  t.strictSame(await project.shadows(), [], 'one that a killed process left is dropped by the next')
})

t.test('the migrations of this checkout make what its models say', async (t) => {
  const project = await makeProject(t)
  copySchema({ from: path.join(CHECKOUT, 'schema'), to: path.join(project.folder, 'prisma/schema') })
  cpSync(path.join(CHECKOUT, 'mysql/migrations'), project.migrations, { recursive: true })
  t.equal(await project.migrate('none'), null)
})

function foreignKeys(project: MysqlProject): Promise<unknown[][]> {
  return project.query(
    'SELECT constraint_name, delete_rule FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()'
  )
}

const POST = `model Post {
  id     Int  @id @default(autoincrement())
  userId Int
  user   User @relation(fields: [userId], references: [id], onDelete: Cascade)
}
`
