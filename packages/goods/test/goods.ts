import { isMysql, Prisma } from '@larder/database'
import { findStock } from '@larder/stock'
import { connect, freshDatabase, onPostgresql } from '@larder/testing'
import tap, { test } from 'tap'
import { checkGoods } from '../src/check-goods.js'
import { findGood } from '../src/find-good.js'
import { goodsInSeason } from '../src/lists/goods-in-season.js'
import { goodsOnOffer } from '../src/lists/goods-on-offer.js'
import { listCategories } from '../src/lists/list-categories.js'
import { type FoundGoods, type ListedBy, listGoods, type Place } from '../src/lists/list-goods.js'
import { newestGoods } from '../src/lists/newest-goods.js'
import { priceForSale } from '../src/price-for-sale.js'
import { removeGoods } from '../src/remove-goods.js'
import { createGood, setStock } from '../src/testing/index.js'
import { plansOf } from './fixtures/plans.js'
import { rowsRead } from './fixtures/rows-read.js'

const db = connect(tap, await freshDatabase(tap))
tap.beforeEach(async () => {
  await db.good.deleteMany()
  await db.category.deleteMany()
})

test('listGoods', async (t) => {
  t.test('goes through the goods by name, each on one page', async (t) => {
    for (const name of ['Cherries', 'Apples', 'Plums', 'Apples', 'Bananas']) await createGood(db, { name })
    const pages = await Promise.all([1, 2, 3].map((page) => listed({ page })))
    const goods = pages.flatMap((page) => page.goods)
    t.same(
      goods.map(({ name }) => name),
      ['Apples', 'Apples', 'Bananas', 'Cherries', 'Plums']
    )
    t.equal(new Set(goods.map(({ id }) => id)).size, 5)
    for (const [index, page] of pages.entries())
      t.match(page, { total: 5, more: false, page: index + 1, pages: 3 })
    t.same(
      pages.map(({ previous, next }) => [previous, next]),
      [
        [undefined, { page: 2 }],
        [{ page: 1 }, { page: 3 }],
        [{ page: 2 }, undefined]
      ]
    )
  })

  t.test('sorts names as people do, whatever the database', async (t) => {
    const names = ['10 eggs', '2 eggs', 'Äpfel', 'apple', 'Banana', 'Crème fraîche', 'İstanbul', 'Zucchini']
    for (const name of names.toReversed()) await createGood(db, { name, category: name })
    t.same(await namesOf({}), names)
    const schema = isMysql(db) ? Prisma.sql`DATABASE()` : Prisma.sql`current_schema()`
    const [{ collation } = {}] = await db.$queryRaw<{ collation: string }[]>`
      SELECT collation_name AS collation FROM information_schema.columns
      WHERE table_name = 'goods' AND column_name = 'name' AND table_schema = ${schema}`
    const expected = isMysql(db) ? /^utf8mb4_(uca1400_nopad|0900)_as_cs$/ : /^und-x-icu$/
    t.match(collation, expected, 'and so do all indexes of the column')
  })

  t.test('has one page of nothing, and no page after the last', async (t) => {
    t.same(await listGoods(db, { pageSize: 2 }), {
      outcome: 'page',
      goods: [],
      total: 0,
      more: false,
      page: 1,
      pages: 1
    })
    await createGood(db)
    for (const place of [
      { page: 2 },
      { page: 501 },
      { page: 1_000_000 },
      { after: '999999 Zzz' },
      { before: '1 A' }
    ])
      t.same(await listGoods(db, { ...place, pageSize: 2 }), { outcome: 'no-page' }, JSON.stringify(place))
  })

  t.test('keeps to a category, if there is such a one', async (t) => {
    await createGood(db, { name: 'Plums' })
    await createGood(db, { name: 'Bread', category: 'bakery' })
    t.same(await namesOf({ category: 'bakery' }), ['Bread'])
    t.same(await namesOf({ category: '' }), ['Bread', 'Plums'])
    t.same(await listGoods(db, { category: 'nothing', pageSize: 2 }), { outcome: 'no-category' })
    await db.good.deleteMany()
    t.same(await namesOf({ category: 'bakery' }), [], 'an empty one is there')
  })
})

test('a list may have more of what a filter leaves where not all goods were looked at', async (t) => {
  for (const name of ['Apples', 'Bananas', 'Cherries', 'Dates'])
    await createGood(db, { name, vegan: name !== 'Bananas' })
  const count = async (scanned: number, place: Place) => {
    const { total, more, next } = await listed({ vegan: 'yes', pageSize: 1, scanned, ...place })
    return { total, more, next }
  }
  t.same(await count(3, {}), { total: 2, more: true, next: { page: 2 } })
  t.same(await count(3, { page: 2 }), { total: 2, more: true, next: { page: 3 } })
  t.same(await count(3, { page: 3 }), { total: 3, more: false, next: undefined })
  t.match(await count(1, { before: 'end' }), { total: 1, more: true })
  t.same(await count(4, {}), { total: 3, more: false, next: { page: 2 } })
})

test('a list of more than 1,000 goods', async (t) => {
  const fill = async (goods = 1_010) => {
    const { categoryId } = await createGood(db, { name: 'Good 0000' })
    await db.good.createMany({
      data: Array.from({ length: goods - 1 }, (_, index) => ({
        slug: `${index + 1}`,
        name: `Good ${String(index + 1).padStart(4, '0')}`,
        unit: '1 kg',
        price: 100,
        description: '',
        categoryId
      }))
    })
  }

  t.test('is counted and numbered up to there, and goes on by the last name', async (t) => {
    await fill()
    for (const category of ['', 'fruit']) {
      const first = await listed({ category, pageSize: 100 })
      t.match(first, { total: 1_000, more: true, page: 1, pages: 10, last: { before: 'end' } })
      t.ok((await listed({ category, pageSize: 100, page: 10 })).goods.length)
      t.same(await listGoods(db, { category, pageSize: 100, page: 11 }), { outcome: 'no-page' })
      const seen = await namesFrom(category, first, 'next')
      t.equal(seen.length, 1_010)
      t.equal(new Set(seen).size, 1_010)
      const last = await listed({ category, pageSize: 100, before: 'end' })
      t.equal(last.goods.at(-1)?.name, 'Good 1009')
      t.equal(last.next, undefined)
      t.equal(last.page, undefined)
      t.same((await namesFrom(category, last, 'previous')).sort(), seen)
    }
  })

  t.test('shows no good twice and leaves out none while others come and go', async (t) => {
    await fill()
    const { next } = await listed({ pageSize: 100, after: '1 Good 0500' })
    await db.good.deleteMany({ where: { name: { lt: 'Good 0601' } } })
    await createGood(db, { name: 'Aardvark' })
    const { goods } = await listed({ pageSize: 3, ...next })
    t.same(
      goods.map(({ name }) => name),
      ['Good 0601', 'Good 0602', 'Good 0603']
    )
  })

  // The plans are PostgreSQL’s. MySQL counts what it reads.
  if (onPostgresql)
    t.test('is found by its indexes, and never counted to the end', async (t) => {
      await fill()
      await db.$executeRaw`ANALYZE goods`
      const plans = await plansOf(db, async (db) => {
        for (const category of ['', 'fruit'])
          for (const place of PLACES) await listGoods(db, { category, pageSize: 24, ...place })
      })
      t.equal(plans.length, 10)
      for (const { text, nodes } of plans) {
        t.notOk(
          nodes.some(({ type, relation }) => type === 'Seq Scan' && relation === 'goods'),
          text
        )
        t.notOk(
          nodes.some(({ type }) => /Sort/.test(type)),
          text
        )
        t.ok(Math.max(...nodes.map(({ rows }) => rows)) <= 1_001, text)
      }
    })
  else
    t.test('is read by its indexes, and never counted to the end', async (t) => {
      await fill(3_010)
      await db.$executeRaw`ANALYZE TABLE goods`
      for (const category of ['', 'fruit'])
        for (const place of PLACES) {
          const rows = await rowsRead(db, (db) => listGoods(db, { category, pageSize: 24, ...place }))
          // The 1,001 that are counted are read again from where MySQL keeps them.
          t.ok(rows <= 2 * 1_001 + 24 * (place.page ?? 1) + 200, `${rows} rows`)
        }
    })
})

/** Of a page among more than 1,000 goods. */
const PLACES = [
  { page: 1 },
  { page: 40 },
  { after: '9 Good 0500' },
  { before: '9 Good 0500' },
  { before: 'end' }
]

test('newestGoods are the last by date that are not sold out, mixed over the categories', async (t) => {
  const days = { 'old apples': 1, 'new apples': 9, 'newest apples': 10, 'old bread': 2, 'new bread': 3 }
  for (const [name, day] of Object.entries(days))
    await createGood(db, { name, category: name.split(' ')[1], createdAt: new Date(2026, 0, day) })
  await createGood(db, { name: 'gone', stock: 0 })
  t.same(
    (await newestGoods(db, 4)).map(({ name }) => name),
    ['newest apples', 'new bread', 'new apples', 'old bread']
  )
})

test('goodsInSeason can be bought, those first that are bought most', async (t) => {
  const july = 2 ** 6
  const of = async (month: number) => (await goodsInSeason(db, month, 2)).map(({ name }) => name)
  await createGood(db, { name: 'currants', season: july, popularity: 3 })
  await createGood(db, { name: 'cherries', season: july + 2 ** 5, popularity: 5 })
  await createGood(db, { name: 'figs', season: july, popularity: 1 })
  await createGood(db, { name: 'gone figs', season: july, popularity: 9, stock: 0 })
  t.same(await of(7), ['cherries', 'currants'])
  t.same(await of(6), ['cherries'])
  t.same(await of(1), [])
})

test('goodsOnOffer can be bought, those first that are bought most', async (t) => {
  const reduced = { price: 250, regularPrice: 400, priorPrice: 300 }
  await createGood(db, { name: 'plums' })
  await createGood(db, { name: 'figs', ...reduced, popularity: 1 })
  await createGood(db, { name: 'pears', ...reduced, popularity: 3 })
  await createGood(db, { name: 'gone', ...reduced, stock: 0 })
  await createGood(db, { name: 'hidden', ...reduced, published: false })
  t.match(await goodsOnOffer(db, 1), [{ name: 'pears', regular_price: 400, prior_price: 300 }])
  t.same(
    (await goodsOnOffer(db, 9)).map(({ name }) => name),
    ['pears', 'figs']
  )
})

// The plans are PostgreSQL’s.
if (onPostgresql)
  test('newestGoods look at a few of a category that is sold out', async (t) => {
    const { categoryId } = await createGood(db, { category: 'gone', stock: 0 })
    const gone = { name: 'gone', unit: '1 kg', price: 100, description: '', categoryId }
    await db.good.createMany({
      data: Array.from({ length: 200 }, (_, number) => ({ ...gone, slug: `gone-${number}` }))
    })
    const plans = await plansOf(db, (db) => newestGoods(db, 4))
    const rows = plans.flatMap(({ nodes }) => nodes.filter(({ relation }) => relation === 'goods'))
    t.ok(Math.max(...rows.map(({ rows }) => rows)) <= 60)
  })

test('a currency that has not the form of one is kept out', async (t) => {
  await t.rejects(createGood(db, { currency: 'E1R' }), /goods_currency_check/)
  await t.rejects(createGood(db, { currency: 'eur' }), /goods_currency_check/)
})

test('a deposit below zero is kept out', async (t) => {
  await t.rejects(createGood(db, { deposit: -1 }), /goods_deposit_check/)
})

test('a slug that no URL can hold is kept out', async (t) => {
  for (const slug of ['', '.', '..']) await t.rejects(createGood(db, { slug }), /goods_slug_check/)
})

test('findGood knows a good by its slug, and its category', async (t) => {
  await createGood(db, { slug: 'plums', category: 'fruit' })
  t.match(await findGood(db, 'plums'), { slug: 'plums', category: { slug: 'fruit', name: 'All fruit' } })
  t.equal(await findGood(db, 'Plums'), undefined)
})

test('priceForSale has what an order copies of goods that are published', async (t) => {
  const bread = await createGood(db, { slug: 'bread', price: 420, picture: 'bread.svg' })
  const milk = await createGood(db, { deposit: 15, taxCategory: 'zero', perishable: true })
  const hidden = await createGood(db, { published: false })
  t.same(await priceForSale(db, []), [])
  const [first, second, ...others] = await priceForSale(db, [hidden.id, milk.id, bread.id, milk.id, 0])
  t.same(first, {
    id: bread.id,
    slug: 'bread',
    name: bread.name,
    unit: '1 kg',
    picture: 'bread.svg',
    price: 420,
    currency: 'EUR',
    deposit: 0,
    taxCategory: 'reduced',
    perishable: false
  })
  t.match(second, { id: milk.id, deposit: 15, taxCategory: 'zero', perishable: true })
  t.same(others, [])
})

test('the copies of the stock in goods', async (t) => {
  t.test('follow each change, and are checked', async (t) => {
    const plums = await createGood(db, { slug: 'plums', stock: 2 })
    const pears = await createGood(db, { stock: 2 })
    const copies = async () =>
      db.good.findMany({ select: { stock: true, available: true }, orderBy: { id: 'asc' } })
    await setStock(db, plums.id, 0)
    t.same(await copies(), [
      { stock: 0, available: false },
      { stock: 2, available: true }
    ])
    t.same(await checkGoods(db), [])
    await db.good.update({ where: { id: plums.id }, data: { stock: 5, available: true } })
    const name = `Good ${plums.id}, plums`
    t.same(await checkGoods(db), [
      `${name}: 0 are in stock, and its copy says 5.`,
      `${name}: it cannot be bought, and its copy says otherwise.`
    ])
    await setStock(db, pears.id, 3)
    t.match(await copies(), [{ stock: 5 }, { stock: 3 }])
  })

  t.test('are of goods that are there', async (t) => {
    const { id } = await createGood(db)
    await db.$transaction((tx) => removeGoods(tx, [id]))
    t.equal(await db.good.count(), 0)
    t.same(await findStock(db, [id]), [])
  })
})

test('listCategories are in the order of their positions', async (t) => {
  const position = { zebra: 1, apple: 3, mango: 2 }
  for (const [slug, place] of Object.entries(position)) {
    await db.category.create({ data: { slug, name: slug, position: place } })
  }
  t.same(
    (await listCategories(db)).map(({ slug }) => slug),
    ['zebra', 'mango', 'apple']
  )
})

type Wanted = Partial<ListedBy>

async function listed({ pageSize = 2, ...wanted }: Wanted): Promise<FoundGoods> {
  const found = await listGoods(db, { pageSize, ...wanted })
  if (found.outcome !== 'page') throw new Error(found.outcome)
  return found
}

async function namesOf(wanted: Wanted): Promise<string[]> {
  const { goods, total } = await listed({ ...wanted, pageSize: 10 })
  if (total !== goods.length) throw new Error(`${total} counted, ${goods.length} listed`)
  return goods.map(({ name }) => name)
}

/** The names on this page and all that follow in one direction. */
async function namesFrom(category: string, page: FoundGoods, way: 'next' | 'previous'): Promise<string[]> {
  const names = page.goods.map(({ name }) => name)
  const place = page[way]
  return place
    ? [...names, ...(await namesFrom(category, await listed({ category, pageSize: 100, ...place }), way))]
    : names
}
