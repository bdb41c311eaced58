import t from 'tap'
import { writePostgresTypes } from '../src/mysql/engine/tables/write-postgres-types.js'
import { writeModelTypes } from '../src/mysql/model-types.js'

t.test("types of PostgreSQL become those that MySQL's tables have", async (t) => {
  const cases: [field: string, wanted: string][] = [
    ['a String @db.Text', 'a String @db.LongText'],
    ['a String?   @db.VarChar(40) @map("b")', 'a String?   @db.VarChar(40) @map("b")'],
    ['a String @db.VarChar', 'a String @db.LongText'],
    ['a String', 'a String @db.LongText'],
    ['a String? @default("") // why', 'a String? @default("") @db.LongText // why'],
    ['a String @default("http://a.org")', 'a String @default("http://a.org") @db.LongText'],
    ['a String @default("\\"// @id") // "why"', 'a String @default("\\"// @id") @db.LongText // "why"'],
    ['a String // not @unique, nor @db.Text', 'a String @db.LongText // not @unique, nor @db.Text'],
    ['a String @unique', 'a String @unique'],
    ['a String @id @default(uuid())', 'a String @id @default(uuid())'],
    ['b String', 'b String'],
    ['a String @db.Uuid', 'a String @db.Char(36)'],
    ['a DateTime @db.Timestamp(6)', 'a DateTime @db.DateTime(6)'],
    ['a DateTime? @db.Timestamptz(3) @map("b")', 'a DateTime? @db.DateTime(3) @map("b")'],
    ['a DateTime @db.Date', 'a DateTime @db.Date'],
    ['a Decimal @db.Decimal(8, 2)', 'a Decimal @db.Decimal(8, 2)'],
    ['a Boolean @db.Boolean @default(true)', 'a Boolean @default(true)'],
    ['a Int @db.Integer', 'a Int @db.Int'],
    ['a Float @db.DoublePrecision', 'a Float @db.Double'],
    ['a Bytes @db.ByteA', 'a Bytes @db.LongBlob'],
    ['a Json @db.JsonB', 'a Json @db.Json'],
    ['a Strange', 'a Strange']
  ]
  const modelOf = (field: string) => `model One {\n  ${field}\n\n  @@index([b])\n}\n`
  for (const [field, wanted] of cases) t.equal(writeModelTypes(modelOf(field)), modelOf(wanted), field)
})

t.test("and MySQL's become PostgreSQL's", async (t) => {
  const cases: [field: string, wanted: string][] = [
    ['a String', 'a String @db.VarChar(191)'],
    ['a String @db.LongText', 'a String @db.Text'],
    ['a String @default("me@db.org")', 'a String @db.VarChar(191) @default("me@db.org")'],
    ['a String @default(" @db.LongText")', 'a String @db.VarChar(191) @default(" @db.LongText")'],
    ['a Int @db.Int // or @db.UnsignedInt', 'a Int @db.Integer // or @db.UnsignedInt']
  ]
  const modelOf = (field: string) => `model One {\n  ${field}\n}\n`
  for (const [field, wanted] of cases) t.equal(writePostgresTypes(modelOf(field)), modelOf(wanted), field)
})

t.test('what is no model stays', async (t) => {
  const text = 'enum Kind {\n  a String\n}\n// model One { a String }\n'
  t.equal(writeModelTypes(text), text)
})
