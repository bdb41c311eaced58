import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { PrismaClient } from '@larder/database'
import { listMethods } from '@larder/delivery'
import { createGood } from '@larder/goods/testing'
import { findTaxRates } from '@larder/orders'
import { connect, freshDatabase } from '@larder/testing'
import { test } from 'tap'
import { findProblems } from '../../src/commands/verify.js'

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

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url))
