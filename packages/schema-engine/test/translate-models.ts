import { parseMysqlUrl } from '@larder/mysql'
import { openTestServer, readStructure, withoutMariadb } from '@larder/mysql/testing'
import t from 'tap'
import { splitStatements, translateMigrations, writeModelsScript } from '../src/index.js'
import { openMysql } from '../src/mysql/databases.js'

const DATABASE = `larder_translate_${process.pid}`
const DATASOURCE = 'datasource db {\n  provider = "postgresql"\n}\n'
const USER = `model User {
  id    Int     @id @default(autoincrement())
  name  String  @db.VarChar(40)
  email String? @unique @db.VarChar(254)
  role  Role    @default(customer)
  pets  Pet[]
}
enum Role {
  customer
  staff
  admin
}
`
const PET = `model Pet {
  userId Int
  number Int
  note   String   @default("") @db.Text
  born   DateTime @default(now()) @db.Timestamp(3)
  user   User     @relation(fields: [userId], references: [id])

  @@id([userId, number])
}
`

const COUNTED = USER.replace(' @id', '')
  .replace('pets  Pet[]', '@@id([id, name])')
  .replace('String  @db.VarChar(40)', 'Int')

/** Models, and what they become: each change is one that Prisma writes in a way of its own. */
const CHANGES: Record<string, [before: string, after: string]> = {
  'tables and their relations': ['', USER + PET],
  'a column, required or not': [
    USER + PET,
    USER + PET.replace('note ', 'color  String?  @db.VarChar(9)\n  size Int\n  note ')
  ],
  'the type and default of columns': [
    USER + PET,
    USER.replace('VarChar(40)', 'VarChar(90)') +
      PET.replace('@default("") @db.Text', '@default("none") @db.VarChar(80)').replace(
        'Timestamp(3)',
        'Timestamp(6)'
      )
  ],
  'the type of columns that are made anew': [
    USER + PET.replace(/note .*/, 'note Int'),
    USER +
      PET.replace(/note .*/, 'note DateTime @db.Date')
        .replace('number Int', 'number DateTime @db.Timestamp(3)')
        .replace(/born .*/, 'born Int?')
  ],
  'the type of a primary key that a foreign key refers to': [
    USER + PET,
    USER.replace(/id .*/, 'id DateTime @id @db.Timestamp(3)') +
      PET.replace('userId Int', 'userId DateTime @db.Timestamp(3)')
  ],
  'the type of a column in the key of a counter': [
    COUNTED,
    COUNTED.replace('name  Int', 'name DateTime @db.Timestamp(3)')
  ],
  'a value of an enum': [USER + PET, USER.replace('  admin\n', '  admin\n  guest\n') + PET],
  'an enum that no one needs': [
    USER + PET,
    USER.replace(/ {2}role .*\n/, '').replace(/enum [\s\S]*/, '') + PET
  ],
  'a primary key that a foreign key leans on': [
    USER + PET,
    USER +
      PET.replace('userId Int', 'id Int @id @default(autoincrement())\n  userId Int').replace(
        '@@id',
        '@@unique'
      )
  ],
  'a primary key, with no other index for the foreign key': [
    USER + PET,
    USER +
      PET.replace('userId Int', 'id Int @id @default(autoincrement())\n  userId Int').replace(
        / {2}@@id.*\n/,
        ''
      )
  ],
  'an index that a foreign key leans on': [
    USER + PET.replace('@@id([userId, number])', '@@id([number])\n  @@index([userId, born(sort: Desc)])'),
    USER + PET.replace('@@id([userId, number])', '@@id([number])\n  @@index([userId, number])')
  ],
  'an index for a foreign key without one': [
    USER + PET.replace('@@id([userId, number])', '@@id([number])'),
    USER + PET.replace('@@id([userId, number])', '@@id([number])\n  @@index([userId])')
  ],
  'the action of a foreign key': [
    USER + PET,
    USER + PET.replace('references: [id]', 'references: [id], onDelete: Cascade, onUpdate: Restrict')
  ],
  'a foreign key without an index goes': [
    USER + PET.replace('@@id([userId, number])', '@@id([number])'),
    USER.replace(/ {2}pets .*\n/, '') +
      PET.replace('@@id([userId, number])', '@@id([number])').replace(/ {2}user {2}.*\n/, '')
  ],
  'the name of a constraint': [
    USER + PET,
    USER.replace('@unique', '@unique(map: "mail")') +
      PET.replace('references: [id]', 'references: [id], map: "owner"')
  ]
}

t.test('changes of models, translated', { skip: withoutMariadb }, async (t) => {
  const server = await openTestServer()
  const connection = await openMysql({ ...parseMysqlUrl(server.url), database: 'mysql' })
  t.teardown(async () => {
    await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`)
    await connection.end()
    await server.release()
  })

  for (const [name, [before, after]] of Object.entries(CHANGES))
    t.test(name, async (t) => {
      const make = await writeModelsScript(modelsOf(''), modelsOf(before))
      const script = await writeModelsScript(modelsOf(before), modelsOf(after))
      const down = await writeModelsScript(modelsOf(after), modelsOf(before))
      const [first, second] = await translateMigrations([
        { name: '1_before', script: make },
        { name: '2_after', script, down }
      ])
      await emptyDatabase()
      await run(first?.up.script)
      await run(second?.up.script)
      const stepwise = await readStructure(connection)
      await run(second?.down?.script)
      const back = await readStructure(connection)
      t.strictSame(stepwise, await structureOf(after), script)
      t.strictSame(back, await structureOf(before), down)
    })

  t.test('a serial that others refer to counts no more', async (t) => {
    const [first, second] = await translateMigrations([
      { name: '1_before', script: await writeModelsScript(modelsOf(''), modelsOf(USER + PET)) },
      {
        name: '2_after',
        script: 'ALTER TABLE "User" ALTER COLUMN "id" DROP DEFAULT; DROP SEQUENCE "User_id_seq";'
      }
    ])
    await emptyDatabase()
    await run(first?.up.script)
    await run(second?.up.script)
    const stepwise = await readStructure(connection)
    t.strictSame(stepwise, await structureOf(USER.replace(' @default(autoincrement())', '') + PET))
  })

  t.test('rows are refused, or kept, as by PostgreSQL', async (t) => {
    const change = async (before: string, after: string, rows: string) => {
      const [first, second] = await translateMigrations([
        { name: '1_before', script: await writeModelsScript(modelsOf(''), modelsOf(before)) },
        { name: '2_after', script: await writeModelsScript(modelsOf(before), modelsOf(after)) }
      ])
      await emptyDatabase()
      await run(first?.up.script)
      await connection.query(rows)
      await run(second?.up.script)
    }
    const insert = "INSERT INTO User (name, role) VALUES ('Änne 🍓', 'staff')"
    const short = USER.replace('  staff\n', '')
    await t.rejects(change(USER + PET, short + PET, insert), /truncated/i, 'an enum value that is in use')
    t.match(await connection.query('SELECT name, role FROM User'), [{ name: 'Änne 🍓', role: 'staff' }])
    await t.rejects(
      change(USER + PET, USER.replace('VarChar(40)', 'VarChar(4)') + PET, insert),
      /too long|truncated/i,
      'a text that is too long'
    )
    const required = USER.replace('role ', 'points Int\n  role ')
    await t.rejects(change(USER + PET, required + PET, insert), /NULL|truncated/i, 'a required column')
    await change(USER + PET, USER.replace('customer\n', 'visitor\n  customer\n') + PET, insert)
    t.match(await connection.query('SELECT role FROM User'), [{ role: 'staff' }], 'a value before others')
  })

  async function structureOf(models: string): Promise<string[]> {
    const script = await writeModelsScript(modelsOf(''), modelsOf(models))
    const [twin] = await translateMigrations([{ name: '1_all', script }])
    await emptyDatabase()
    await run(twin?.up.script)
    return readStructure(connection)
  }

  async function run(script = ''): Promise<void> {
    for (const { text } of splitStatements(script)) await connection.query(text)
  }

  async function emptyDatabase(): Promise<void> {
    await connection.query(`DROP DATABASE IF EXISTS ${DATABASE}`)
    await connection.query(`CREATE DATABASE ${DATABASE} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`)
    await connection.query(`USE ${DATABASE}`)
  }
})

function modelsOf(text: string): [path: string, content: string][] {
  return [['schema.prisma', DATASOURCE + text]]
}
