import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type PrismaClient, shippedMigrationsFor } from '@larder/database'
import { listMethods } from '@larder/delivery'
import { createGood } from '@larder/goods/testing'
import { downgrade } from '@larder/migrations'
import { findTaxRates } from '@larder/orders'
import { connect, freshDatabase } from '@larder/testing'
import { test } from 'tap'
import { findProblems } from '../src/commands/verify.js'
import { runGateway } from './fixtures/gateway-process.js'

test('gateway start', async (t) => {
  t.test('says that the database cannot be reached, without its password', async (t) => {
    const env = { DATABASE_URL: 'postgresql://larder:s3cret@127.0.0.1:1/shop' }
    const gateway = runGateway(t, ['start', '-b', '127.0.0.1:0'], env)
    t.equal(await gateway.exit, 1)
    t.match(
      gateway.output().trim(),
      /^gateway: The database 127\.0\.0\.1:1\/shop cannot be used .*DATABASE_URL.*$/
    )
    t.notMatch(gateway.output(), 's3cret')
  })
})

test('gateway start, where migrations are pending,', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  await downgrade({ url: DATABASE_URL, migrations: shippedMigrationsFor(DATABASE_URL), to: 1 })
  const args = ['start', '-w', '1', '-b', '127.0.0.1:0']

  await t.test('refuses, and says what to run', async (t) => {
    const gateway = runGateway(t, args, { DATABASE_URL })
    t.equal(await gateway.exit, 1)
    t.match(gateway.output(), /^gateway: .* lacks \d+_\w+\. Run "npx larder-db upgrade", .*--migrate\.\n$/)
  })

  await t.test('names what makes a database that is not there', async (t) => {
    const url = new URL(DATABASE_URL)
    url.pathname = '/not_there'
    const gateway = runGateway(t, args, { DATABASE_URL: url.href })
    t.equal(await gateway.exit, 1)
    t.match(
      gateway.output(),
      /^gateway: There is no database \S*\/not_there\. Run "npx larder-db upgrade", .*--migrate\.\n$/
    )
  })

  await t.test('applies them first with --migrate, when several start at once', async (t) => {
    const gateways = [1, 2].map(() => runGateway(t, [...args, '--migrate'], { DATABASE_URL }))
    for (const gateway of gateways) await gateway.listening
    const applied = gateways.filter((gateway) => /Applying \d+_\w+/.test(gateway.output()))
    t.equal(applied.length, 1)
  })
})

test('a database that is migrated is filled by the module of --seed', async (t) => {
  const url = await freshDatabase(t)
  const folder = t.testdir({
    'seed.mjs':
      "import { writeFileSync } from 'node:fs'; export default async (url) => writeFileSync(new URL('seeded', import.meta.url), url)",
    'empty.mjs': 'export const goods = []',
    // As a master has it done, which is no process of tap's: what it tells the process must arrive there.
    'master.mjs': `
      import { runInChild } from '@larder/serve'
      const entry = '${new URL('../dist/processes/prepare-database.js', import.meta.url)}'
      await runInChild(new URL(entry), JSON.parse(process.argv[2]))`
  })
  const prepare = (name: string) => {
    const task = { url, pooler: false, migrate: true, seed: `${folder}/${name}` }
    return promisify(execFile)(process.execPath, [`${folder}/master.mjs`, JSON.stringify(task)])
  }
  await prepare('seed.mjs')
  t.equal(readFileSync(`${folder}/seeded`, 'utf8'), url)
  await t.rejects(prepare('empty.mjs'), { message: /has no function as its default export/ })
})

test('the seed of a new shop fits together, and a second run adds nothing', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  t.match(
    await runSeed(DATABASE_URL),
    /^seeded \d+ categories, \d+ goods, \d+ ways of delivery, \d+ tax rates$/
  )
  const db = connect(t, DATABASE_URL, { poolSize: 1 })
  t.same(await findProblems(db), [])
  const goods = await db.good.findMany({ select: { id: true, stock: true } })
  t.ok(goods.length > 0)
  const levels = await db.stockLevel.findMany({ select: { goodId: true, onHand: true } })
  t.same(
    new Map(levels.map(({ goodId, onHand }) => [goodId, onHand])),
    new Map(goods.map(({ id, stock }) => [id, stock]))
  )
  const rates = await findTaxRates(db, 'DE', new Date())
  for (const { taxCategory } of await db.good.findMany({ distinct: ['taxCategory'] }))
    t.ok(taxCategory in rates, taxCategory)
  t.ok((await listMethods(db)).length > 0)
  t.equal(await runSeed(DATABASE_URL), 'nothing to seed')
})

test('the seed leaves the goods of a shop as they are, and sorts them in its languages', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  const db = connect(t, DATABASE_URL, { poolSize: 1 })
  const own = await createGood(db, { slug: 'sourdough-loaf', category: 'own' })
  await db.stockLevel.deleteMany()
  await db.good.update({
    where: { id: own.id },
    data: { termsVersion: 1_000, allergens: { create: { allergen: 'gluten' } } }
  })
  t.match(await runSeed(DATABASE_URL), /^seeded /)
  const found = await db.good.findUniqueOrThrow({
    where: { id: own.id },
    include: { facts: true, allergens: true, nutrition: true }
  })
  t.match(found, { name: own.name, termsVersion: 0, facts: [], allergens: [{}], nutrition: null })
  t.equal(await db.stockLevel.count({ where: { goodId: own.id } }), 0)
})

/** @returns what it says */
async function runSeed(DATABASE_URL: string): Promise<string> {
  const env = { ...process.env, DATABASE_URL, LARDER_SEED_DEMO: '' }
  const { stdout } = await promisify(execFile)('node_modules/.bin/tsx', ['prisma/seed.ts'], {
    cwd: ROOT,
    env
  })
  return stdout.trim()
}

test('the seed of a project fills a shop once', async (t) => {
  // The project's client has a model that ours lacks.
  const text = readFileSync(`${ROOT}/packages/create-larder/template/prisma/seed.ts`, 'utf8')
    .replace(/ +await tx\.recipe\.create\(\{[\s\S]*?\n +\}\)\n/, '')
    .replace(/^import { PrismaClient }.*\n/m, '')
    .replace('{ PrismaClient, ', '{ ')
  const twice = 'import seed from "./seed.ts"\nawait Promise.all([1, 2].map(() => seed(process.argv[2])))\n'
  const folder = t.testdir({ 'seed.ts': text, 'twice.ts': twice })
  const seedTwice = (url: string) =>
    promisify(execFile)('node_modules/.bin/tsx', [`${folder}/twice.ts`, url], { cwd: ROOT })
  const countsOf = async (db: PrismaClient) => [await db.good.count(), await db.deliveryMethod.count()]

  await t.test('when two instances start at once', async (t) => {
    const url = await freshDatabase(t)
    const { stdout } = await seedTwice(url)
    t.equal(stdout.match(/Seeded/g)?.length, 1)
    t.same(await countsOf(connect(t, url, { poolSize: 1 })), [2, 1])
  })

  await t.test('and none that somebody has named', async (t) => {
    const url = await freshDatabase(t)
    const db = connect(t, url, { poolSize: 1 })
    await db.setting.create({ data: { name: 'shop', value: '{ "name": "The orchard" }' } })
    await seedTwice(url)
    t.same(await countsOf(db), [0, 0])
  })
})

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
