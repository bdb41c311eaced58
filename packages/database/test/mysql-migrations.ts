import { readdirSync, readFileSync } from 'node:fs'
import { readStructure, withoutMariadb } from '@larder/mysql/testing'
import { checkTwins, listMigrations, translateMigrations, writeModelsScript } from '@larder/schema-engine'
import { test } from 'tap'
import { createClient } from '../src/client.js'
import { MIGRATIONS, makeMysqlDatabase, PRISMA } from './fixtures/mysql-migrations.js'

test('each migration has its form for MySQL, made of what it is now', async (t) => {
  t.strictSame(await checkTwins(MIGRATIONS), [])
})

test('the migrations for MySQL', { skip: withoutMariadb }, async (t) => {
  const { url, connection, names, run, runTwin } = await makeMysqlDatabase(t)

  await t.test('each is undone by its way back, and goes again', async (t) => {
    let before = await readStructure(connection)
    t.strictSame(before, [])
    for (const name of names) {
      await runTwin(name, 'migration.sql')
      const after = await readStructure(connection)
      await runTwin(name, 'down.sql')
      t.strictSame(await readStructure(connection), before, `${name} is undone`)
      await runTwin(name, 'migration.sql')
      t.strictSame(await readStructure(connection), after, `${name} goes again`)
      before = after
    }
  })

  const stepwise = await readStructure(connection)

  await t.test("serve Prisma's client of all models", async (t) => {
    const db = createClient(url)
    t.teardown(() => db.$disconnect())
    const models = readModels().flatMap(([, text]) => [...text.matchAll(/^model (\w)(\w*)/gm)])
    t.ok(models.length > 30)
    for (const [, first = '', rest] of models)
      t.same(await Reflect.get(db, first.toLowerCase() + rest).findMany(), [], first + rest)
  })

  await t.test("sort goods' names as PostgreSQL does by und-x-icu, and tell them apart", async (t) => {
    await connection.query("INSERT INTO categories (id, slug, name, position) VALUES (1, 'a', 'a', 1)")
    const insert = `INSERT INTO goods (slug, name, unit, price, description, category_id) VALUES (UUID(), ?, '', 1, '', 1)`
    await connection.batch(
      insert,
      [...SORTED].sort().map((name) => [name])
    )
    const names = await connection.query<string[][]>({
      sql: 'SELECT name FROM goods ORDER BY name, id',
      rowsAsArray: true
    })
    t.strictSame(names.flat(), SORTED)
    const count = 'SELECT name FROM goods GROUP BY name'
    t.equal((await connection.query<unknown[]>(count)).length, SORTED.length)
    await connection.query('DELETE FROM goods')
    await connection.query('DELETE FROM categories')
  })

  await t.test('have the CHECKs of PostgreSQL', async (t) => {
    const checks = stepwise.flatMap((line) => /^check \w+\.(\w+)/.exec(line)?.[1] ?? [])
    t.strictSame(checks.sort(), checksOfPostgres())
  })

  await t.test('make what the models say', async (t) => {
    for (const name of [...names].reverse()) await runTwin(name, 'down.sql')
    t.strictSame(await readStructure(connection), [], 'all is undone')
    const script = await writeModelsScript([], readModels())
    const [twin] = await translateMigrations([{ name: 'all', script }])
    t.strictSame(twin?.up.untranslated, [])
    await run(twin?.up.script ?? '')
    t.strictSame(await structureOfModels(readStructure(connection)), await structureOfModels(stepwise))
  })
})

const SORTED =
  '-x|"Zitat"|🍎|🍓|½|10 Äpfel|2 Äpfel|A|a |a b|a_b|a-b|ab|aB|Ab|AB|ångström|apfel|Apfel|Äpfel|Apfel 10|cay|çay|cote|coté|côte|côté'
    .concat(
      '|fi|ﬁ|Mueller|Muller|Müller|Ñame|naranja|oeuf|œuf|Öl|Oliven|ouf|ss|SS|ß|ẞ|Straße|zupa|żur|Zwiebel|яблоко|Яблоко|中文|日本'
    )
    .split('|')

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
