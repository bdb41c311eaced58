import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { openTestServer } from '@larder/mysql/testing'
import {
  checkTwins,
  connectMysql,
  listMigrations,
  readMysqlStructure,
  splitStatements,
  translateMigrations,
  twinsFolder,
  writeModelsScript
} from '@larder/schema-engine'
import { test } from 'tap'
import { createClient } from '../src/client.js'

const PRISMA = path.resolve(import.meta.dirname, '../../../prisma')
const MIGRATIONS = `${PRISMA}/migrations`
const TWINS = twinsFolder(MIGRATIONS)

test('each migration has its form for MySQL, made of what it is now', async (t) => {
  t.strictSame(await checkTwins(MIGRATIONS), [])
})

test('the migrations for MySQL', async (t) => {
  const server = await openTestServer()
  const url = new URL(server.url)
  url.pathname = `/larder_migrations_${process.pid}`
  const connection = await connectMysql(url.href, { create: true })
  t.teardown(async () => {
    await connection.query(`DROP DATABASE ${url.pathname.slice(1)}`)
    await connection.end()
    await server.release()
  })
  const run = async (script: string) => {
    for (const { text } of splitStatements(script)) await connection.query(text)
  }
  const runTwin = (name: string, file: string) => run(readFileSync(`${TWINS}/${name}/${file}`, 'utf8'))
  const names = listMigrations(TWINS)

  await t.test('each is undone by its way back, and goes again', async (t) => {
    let before = await readMysqlStructure(connection)
    t.strictSame(before, [])
    for (const name of names) {
      await runTwin(name, 'migration.sql')
      const after = await readMysqlStructure(connection)
      await runTwin(name, 'down.sql')
      t.strictSame(await readMysqlStructure(connection), before, `${name} is undone`)
      await runTwin(name, 'migration.sql')
      t.strictSame(await readMysqlStructure(connection), after, `${name} goes again`)
      before = after
    }
  })

  const stepwise = await readMysqlStructure(connection)

  await t.test("serve Prisma's client of all models", async (t) => {
    const db = createClient(url.href)
    t.teardown(() => db.$disconnect())
    const models = readModels().flatMap(([, text]) => [...text.matchAll(/^model (\w)(\w*)/gm)])
    t.ok(models.length > 30)
    for (const [, first = '', rest] of models)
      t.same(await Reflect.get(db, first.toLowerCase() + rest).findMany(), [], first + rest)
  })

  await t.test('have the CHECKs of PostgreSQL', async (t) => {
    const checks = stepwise.flatMap((line) => /^check \w+\.(\w+)/.exec(line)?.[1] ?? [])
    t.strictSame(checks.sort(), checksOfPostgres())
  })

  await t.test('make what the models say', async (t) => {
    for (const name of [...names].reverse()) await runTwin(name, 'down.sql')
    t.strictSame(await readMysqlStructure(connection), [], 'all is undone')
    const script = await writeModelsScript([], readModels())
    const [twin] = await translateMigrations([{ name: 'all', script }])
    t.strictSame(twin?.up.untranslated, [])
    await run(twin?.up.script ?? '')
    t.strictSame(await structureOfModels(readMysqlStructure(connection)), await structureOfModels(stepwise))
  })
})

/** A schema file says nothing of CHECKs and collations. */
async function structureOfModels(lines: string[] | Promise<string[]>): Promise<string[]> {
  const own = (await lines).filter((line) => !line.startsWith('check '))
  return own.map((line) => line.replace(/ utf8mb4_\w+/, ''))
}

function readModels(): [path: string, content: string][] {
  return readdirSync(`${PRISMA}/schema`).map((file) => [
    file,
    readFileSync(`${PRISMA}/schema/${file}`, 'utf8')
  ])
}

function checksOfPostgres(): string[] {
  const names = new Set<string>()
  for (const migration of listMigrations(MIGRATIONS)) {
    const script = readFileSync(`${MIGRATIONS}/${migration}/migration.sql`, 'utf8')
    for (const [, dropped = ''] of script.matchAll(/DROP CONSTRAINT "(\w+)"/g)) names.delete(dropped)
    for (const [, added = ''] of script.matchAll(/ADD CONSTRAINT "(\w+)" CHECK/g)) names.add(added)
  }
  return [...names].sort()
}
