import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { createClient } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import { type Test, test } from 'tap'
import { copyProject } from './fixtures/prisma-project.js'

test("the shop's models, changed and migrated with Prisma's own command line", async (t) => {
  t.test('migrate dev writes the SQL and adds the column', async (t) => {
    const project = copyProject(t)
    const url = await freshDatabase(t)
    project.addField('goods.prisma', 'Good', 'origin String? @db.VarChar(40)')
    await project.prisma(['migrate', 'dev', '--name', 'add_origin'], url)
    const folders = readdirSync(path.join(project.folder, 'prisma/migrations')).filter((entry) =>
      /^\d/.test(entry)
    )
    const name = folders.find((entry) => entry.endsWith('_add_origin'))
    t.ok(name, 'a folder of its name')
    const sql = readFileSync(path.join(project.folder, `prisma/migrations/${name}/migration.sql`), 'utf8')
    t.match(sql, 'ALTER TABLE "goods" ADD COLUMN     "origin" VARCHAR(40)')
    t.notMatch(sql, /DROP|COLLATE|CONSTRAINT/, 'what earlier migrations have by hand is left alone')
    const db = openClient(t, url)
    t.ok((await columnsOf(db, 'goods')).includes('origin'))
    t.same(await appliedIn(db), folders.sort())
  })
})

function openClient(t: Test, url: string) {
  const db = createClient(url)
  t.teardown(() => db.$disconnect())
  return db
}

type Client = ReturnType<typeof openClient>

async function columnsOf(db: Client, table: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ column_name: string }[]>`
    SELECT column_name FROM information_schema.columns WHERE table_name = ${table}`
  return rows.map((row) => row.column_name)
}

async function appliedIn(db: Client): Promise<string[]> {
  const rows = await db.$queryRaw<{ migration_name: string }[]>`
    SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY started_at`
  return rows.map((row) => row.migration_name)
}
