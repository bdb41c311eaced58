import {
  createClient,
  type Database,
  inTransaction,
  isDatabaseAway,
  type PrismaClient
} from '@larder/database'
import { listMethods, saveMethod } from '@larder/delivery'
import { openFiles, openStore } from '@larder/files'
import { parseStore } from '@larder/files/settings'
import { followStock, hangFirstPictures } from '@larder/goods'
import { addDrawing, type Picture } from '@larder/pictures'
import { adjustStock } from '@larder/stock'
import { hashPassword } from '@larder/users'
import { chineseCategories } from './seed/chinese/goods.js'
import { deliveryMethods } from './seed/delivery-methods.js'
import { details } from './seed/details.js'
import { readDrawing } from './seed/drawings.js'
import { facts, type SeedNutrition } from './seed/facts.js'
import { shelves } from './seed/goods.js'
import { taxRates } from './seed/tax-rates.js'
import { textsOf } from './seed/texts.js'

try {
  console.log(await seed(process.env.DATABASE_URL, process.env.LARDER_SEED_DEMO === '1'))
} catch (error) {
  console.error(`cannot seed: ${reason(error)}`)
  process.exitCode = 1
}

/** Creates what is missing and leaves what exists: a price or a stock that changed since is never set back. */
async function seed(url: string | undefined, withDemoCustomer: boolean): Promise<string> {
  if (!url || !/^(postgres(ql)?|mysql|mariadb):/.test(url) || !URL.canParse(url))
    throw new Error('set DATABASE_URL to a connection string of PostgreSQL or MySQL')
  const db = createClient(url, { connectionTimeout: 10_000 })
  try {
    // The goods come last: a shop that has some was seeded to the end.
    const customers = withDemoCustomer ? await createDemoCustomer(db) : 0
    const methods = await createDeliveryMethods(db)
    const rates = await createTaxRates(db)
    const categories = await createCategories(db)
    const goods = await createGoods(db, await addDrawings(db))
    return summary({
      categories,
      goods,
      'ways of delivery': methods,
      'tax rates': rates,
      'demo customer': customers
    })
  } finally {
    await db.$disconnect()
  }
}

async function createCategories(db: PrismaClient): Promise<number> {
  const data = shelves.map(({ slug, name }, index) => ({ slug, name, position: index + 1 }))
  const { count } = await db.category.createMany({ data, skipDuplicates: true })
  if (count > 0) await translateCategories(db)
  return count
}

async function translateCategories(db: PrismaClient): Promise<void> {
  const categories = await db.category.findMany({ select: { id: true, slug: true } })
  const data = categories.flatMap(({ id: categoryId, slug }) => {
    const name = chineseCategories[slug]
    return name ? [{ categoryId, language: 'zh-Hans', name }] : []
  })
  await db.categoryTranslation.createMany({ data, skipDuplicates: true })
  // The search sorts all goods in the languages of these, and finds them by these.
  await db.good.updateMany({ data: { termsVersion: 0 } })
}

/** In one transaction, which may take a while: a shop that has goods has them in stock. */
function createGoods(db: PrismaClient, drawings: Map<string, Picture>): Promise<number> {
  return db.$transaction(
    async (tx) => {
      const categories = await tx.category.findMany({ select: { id: true, slug: true } })
      const currency = process.env.LARDER_CURRENCY
      const data = categories.flatMap(({ id, slug }) => {
        const { goods = [], perishable, vegan } = shelves.find((shelf) => shelf.slug === slug) ?? {}
        return goods.map(({ stock, ...good }) => ({
          perishable,
          vegan,
          ...good,
          country: details[good.slug]?.country,
          organicCode: details[good.slug]?.organicCode,
          season: seasonBits(details[good.slug]?.season),
          currency,
          picture: `${good.slug}.svg`,
          categoryId: id
        }))
      })
      const own = await findGoods(tx)
      const { count } = await tx.good.createMany({ data, skipDuplicates: true })
      await hangPictures(tx, drawings)
      // Where another process has made them at this moment, they have all of it.
      if (count === 0) return 0
      const known = new Set(own.map(({ id }) => id))
      const made = (await findGoods(tx)).filter(({ id }) => !known.has(id))
      await fillStock(tx, made)
      await writeFacts(tx, made)
      return count
    },
    { timeout: 60_000 }
  )
}

/** Those at the slugs of the seed, which may be the shop's own. */
function findGoods(tx: Database): Promise<MadeGood[]> {
  const slugs = shelves.flatMap(({ goods }) => goods.map(({ slug }) => slug))
  return tx.good.findMany({
    where: { slug: { in: slugs } },
    select: { id: true, slug: true },
    orderBy: { id: 'asc' }
  })
}

interface MadeGood {
  id: number
  slug: string
}

/** As goods have it: bit 0 is January. */
function seasonBits(season: [from: number, to: number] | undefined): number | null {
  if (!season) return null
  const [from, to] = season
  const months = Array.from({ length: ((to - from + 12) % 12) + 1 }, (_, later) => (from - 1 + later) % 12)
  return months.reduce((bits, month) => bits + 2 ** month, 0)
}

/** By the slugs of their goods. They go the way of all pictures, but that they stay what they are. */
async function addDrawings(db: PrismaClient): Promise<Map<string, Picture>> {
  const store = await openStore(parseStore(process.env.LARDER_FILES || 'database'))
  const files = openFiles(db, store)
  const slugs = shelves.flatMap(({ goods }) => goods.map(({ slug }) => slug))
  const added = slugs.map(async (slug) => [slug, await addDrawing({ files }, readDrawing(slug))] as const)
  const drawings = new Map(await Promise.all(added))
  store?.close()
  return drawings
}

/** On goods that have none, and had this drawing in the former release. */
async function hangPictures(tx: Database, drawings: Map<string, Picture>): Promise<void> {
  const former = [...drawings.keys()].map((slug) => ({ slug, picture: `${slug}.svg` }))
  const goods = await tx.good.findMany({
    where: { OR: former, pictures: { none: {} } },
    select: { id: true, slug: true, name: true }
  })
  const pictures = goods.flatMap(({ id: goodId, slug, name }) => {
    const drawing = drawings.get(slug)
    return drawing ? [{ goodId, ...drawing, alt: `${name}, drawn`, focusX: 50, focusY: 50 }] : []
  })
  await hangFirstPictures(tx, pictures)
}

/** In English, and all texts in Chinese. */
async function writeFacts(tx: Database, goods: MadeGood[]): Promise<void> {
  const written = goods.map(({ id: goodId, slug }) => {
    const { allergens = [], traces = [], nutrition } = facts[slug] ?? {}
    return {
      texts: textsOf(slug).map((texts) => ({ goodId, ...texts })),
      allergens: [
        ...allergens.map((allergen) => ({ goodId, allergen })),
        ...traces.map((allergen) => ({ goodId, allergen, traces: true }))
      ],
      nutrition: nutrition ? [{ goodId, ...nutritionOf(nutrition) }] : []
    }
  })
  await tx.goodFacts.createMany({ data: written.flatMap(({ texts }) => texts) })
  await tx.goodAllergen.createMany({ data: written.flatMap(({ allergens }) => allergens) })
  await tx.goodNutrition.createMany({ data: written.flatMap(({ nutrition }) => nutrition) })
}

function nutritionOf(values: SeedNutrition) {
  const [basis, energyKj, energyKcal, fat, saturates, carbohydrate, sugars, protein, salt] = values
  return { basis, energyKj, energyKcal, fat, saturates, carbohydrate, sugars, protein, salt }
}

async function fillStock(tx: Database, goods: MadeGood[]): Promise<void> {
  const counts = new Map(shelves.flatMap(({ goods }) => goods.map(({ slug, stock }) => [slug, stock])))
  const hooks = { changed: [followStock], low: [], back: [] }
  for (const { id: goodId, slug } of goods)
    await adjustStock(tx, { goodId, by: counts.get(slug) ?? 0, kind: 'received' }, hooks)
}

/** In a shop that has none: one that staff removed does not come back. */
function createDeliveryMethods(db: PrismaClient): Promise<number> {
  const timeZone = process.env.LARDER_TIME_ZONE ?? 'UTC'
  return inTransaction(db, async (tx) => {
    if ((await listMethods(tx)).length > 0) return 0
    for (const method of deliveryMethods) {
      const saved = await saveMethod(tx, method, { timeZone })
      if (saved.outcome !== 'saved') throw new Error(`${method.code}: ${JSON.stringify(saved)}`)
    }
    return deliveryMethods.length
  })
}

/** In a shop that has none: staff may have changed since when one holds. */
async function createTaxRates(db: PrismaClient): Promise<number> {
  if ((await db.taxRate.count()) > 0) return 0
  const { count } = await db.taxRate.createMany({ data: taxRates, skipDuplicates: true })
  return count
}

async function createDemoCustomer(db: PrismaClient): Promise<number> {
  const passwordHash = await hashPassword('larder-demo')
  const email = 'demo@larder.example'
  const data = { name: 'Demo Customer', userName: 'demo', userNameKey: 'demo', email, passwordHash }
  const { count } = await db.user.createMany({ data, skipDuplicates: true })
  return count
}

function summary(created: Record<string, number>): string {
  const parts = Object.entries(created).filter(([, count]) => count > 0)
  if (parts.length === 0) return 'nothing to seed'
  return `seeded ${parts.map(([what, count]) => `${count} ${what}`).join(', ')}`
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (isDatabaseAway(error)) return 'the database of DATABASE_URL does not answer'
  // Prisma's codes for a table and a column that do not exist.
  if ('code' in error && (error.code === 'P2021' || error.code === 'P2022'))
    return 'the database lacks the shop’s tables, run `npx prisma migrate deploy` first'
  return error.message.trim().split('\n').at(-1) ?? error.name
}
