import { connect, freshDatabase } from '@larder/testing'
import { until } from '@larder/until'
import tap, { test } from 'tap'
import { findGood } from '../src/find-good.js'
import { listCategories } from '../src/lists/list-categories.js'
import type { ListQuery } from '../src/schemas.js'
import { FacetCache } from '../src/search/count-facets.js'
import { findPage } from '../src/search/find-page.js'
import { createGood } from '../src/testing/index.js'

const db = connect(tap, await freshDatabase(tap))
const cache = new FacetCache(db, (error) => tap.error(error))
tap.beforeEach(async () => {
  await db.good.deleteMany()
  await db.category.deleteMany()
  await db.searchTerm.deleteMany()
})

const NO_TIMES = [
  '2026-99-99 00:00:00',
  '2026-02-30 00:00:00',
  '2025-02-29 00:00:00',
  '0000-01-01 00:00:00',
  '2026-01-01 25:00:00',
  '2026-01-01 00:00:60',
  '2026-01-01 00:00:00.',
  '2026-01-01 1:2:3:4.5'
]

type Wanted = Partial<ListQuery> & { language?: string; pageSize?: number }

test('a search and a list are narrowed, and count what each choice leaves', async (t) => {
  const fields = { organicCode: 'IT-BIO-006', country: 'IT' }
  await createGood(db, { name: 'Red plums', price: 150, vegan: true, ...fields })
  await createGood(db, { name: 'Blue plums', price: 450, stock: 0, country: 'DE', vegan: true })
  await createGood(db, { name: 'Plum cake', price: 850, category: 'bakery' })
  for (const [filter, names] of [
    [{ vegan: 'yes' }, ['Blue plums', 'Red plums']],
    [{ organic: 'yes' }, ['Red plums']],
    [{ country: 'DE' }, ['Blue plums']],
    [{ in_stock: 'yes' }, ['Plum cake', 'Red plums']],
    [{ price_from: 200, price_to: 450 }, ['Blue plums']],
    [{ vegan: 'yes', in_stock: 'yes', category: 'fruit' }, ['Red plums']],
    [{ vegan: 'yes', category: 'bakery' }, []]
  ] as const) {
    for (const q of ['', 'plum'])
      t.same(await namesOf({ q, sort: 'name', ...filter }), names, `${q} ${JSON.stringify(filter)}`)
  }
  const facets = {
    categories: [
      { slug: 'fruit', count: 2 },
      { slug: 'bakery', count: 1 }
    ],
    in_stock: 2,
    vegan: 2,
    organic: 1,
    countries: [
      { country: 'IT', count: 1 },
      { country: 'DE', count: 1 }
    ],
    prices: [
      { from: 0, to: 199, count: 1 },
      { from: 200, to: 499, count: 1 },
      { from: 500, to: 999, count: 1 }
    ]
  }
  for (const q of ['', 'plum']) t.match(await find({ q, pageSize: 1 }), { facets })
  t.match(await find({ vegan: 'yes', in_stock: 'yes' }), { total: 1, facets: { vegan: 1, organic: 1 } })
  t.match(await find({ category: 'bakery', price_to: 900 }), { facets: { categories: [{ slug: 'bakery' }] } })
  t.same(await find({ category: 'none', vegan: 'yes' }), { outcome: 'no-category' })
})

test('of a place after one good and before another, the first counts', async (t) => {
  for (const name of ['Apples', 'Plums', 'Quinces', 'Rhubarb']) await createGood(db, { name })
  for (const sort of ['name', 'newest'] as const) {
    const first = await find({ sort, pageSize: 2 })
    if (first.outcome !== 'page') throw new Error(first.outcome)
    const { id, name } = first.goods[1] ?? { id: 0 }
    const { createdAt } = await db.good.findUniqueOrThrow({ where: { id } })
    const key = sort === 'name' ? name : createdAt.toISOString().slice(0, -1).replace('T', ' ')
    const wanted = { sort, after: `${id} ${key}`, pageSize: 1 }
    for (const before of ['end', `${id} ${key}`])
      t.same(await find({ ...wanted, before }), await find(wanted), `${sort} ${before}`)
  }
})

test('facets that could not be counted are counted again after a minute', async (t) => {
  let now = 0
  let isAway = true
  const failures: unknown[] = []
  const flaky = new Proxy(db, {
    get: (target, key) => {
      if (isAway) throw new Error('away')
      return Reflect.get(target, key)
    }
  })
  const cache = new FacetCache(
    flaky,
    (error) => failures.push(error),
    () => now
  )
  await createGood(db, { vegan: true })
  const failed = (count: number) => until(() => failures.length === count, `it has failed ${count} times`)
  cache.find()
  await failed(1)
  now = 59_000
  cache.find()
  now = 61_000
  cache.find()
  await failed(2)
  isAway = false
  now = 122_000
  t.match(await until(() => cache.find(), 'they are counted'), { vegan: 1 })
  await createGood(db, { vegan: true })
  now += 59 * 60_000
  cache.find()
  t.match(cache.find(), { vegan: 1 }, 'and then once an hour')
  t.equal(failures.length, 2)
})

test('a narrowed list has goods as soon as they are published', async (t) => {
  const { id } = await createGood(db, {
    name: 'Plums',
    vegan: true,
    country: 'IT',
    organicCode: 'IT-BIO-006'
  })
  for (const filter of [{ vegan: 'yes' }, { organic: 'yes' }, { country: 'IT' }] as const) {
    // As the trigger of a change does.
    await db.good.update({ where: { id }, data: { termsVersion: 0 } })
    await db.goodTerm.deleteMany()
    t.same(await namesOf(filter), ['Plums'], JSON.stringify(filter))
  }
})

test('each order shows every good once, forwards and backwards', async (t) => {
  for (let made = 0; made < 9; made++) {
    const createdAt = new Date(Date.UTC(2026, 0, 1 + (made % 4)))
    const content = { content: 100 + 50 * (made % 3), contentUnit: 'g' } as const
    await createGood(db, { name: `Plum ${made % 5}`, price: 100 + (made % 3), createdAt, ...content })
  }
  const all = await db.good.findMany({ select: { id: true } })
  const ids = all.map(({ id }) => id).sort()
  for (const sort of ['name', 'price', 'price-desc', 'base-price', 'newest'] as const) {
    for (const language of ['en', 'zh-Hans']) {
      const forwards = await walk({ sort, language, after: undefined }, 'next')
      t.same([...forwards].sort(), ids, `${sort} ${language}`)
      const backwards = await walk({ sort, language, before: 'end' }, 'previous')
      t.same(backwards.toReversed(), forwards, `${sort} ${language}, from the end`)
    }
  }
  const [cheapest] = await namesOf({ sort: 'base-price' })
  t.match(cheapest, /Plum/)
  t.match(await find({ sort: 'price', after: '1 Plums' }), { outcome: 'no-page' }, 'a place of another order')
  for (const time of NO_TIMES)
    t.match(await find({ sort: 'newest', after: `1 ${time}` }), { outcome: 'no-page' }, time)
  t.match(await find({ sort: 'newest', before: '1 2024-02-29 23:59:59.123456' }), { outcome: 'page' })

  /** The ids of all pages; by goods, not by numbers. */
  async function walk(wanted: Wanted, way: 'next' | 'previous'): Promise<number[]> {
    const page = await find({ ...wanted, pageSize: 2 })
    if (page.outcome !== 'page') throw new Error(page.outcome)
    const shown = page.goods.map(({ id }) => id)
    const place = page[way]
    if (!place) return way === 'next' ? shown : shown.toReversed()
    const { page: _page, after: _after, before: _before, ...rest } = wanted
    const more = await walk({ ...rest, ...place }, way)
    return [...(way === 'next' ? shown : shown.toReversed()), ...more]
  }
})

test('lists by name in Chinese sort by pinyin, and say what is not translated', async (t) => {
  const names = ['苹果', '阿克苏冰糖心', '草莓', '香蕉', '梨']
  for (const [place, name] of names.entries()) {
    const { id: goodId, categoryId } = await createGood(db, { name: `Good ${place}` })
    await db.categoryTranslation.upsert({
      where: { categoryId_language: { categoryId, language: 'zh-Hans' } },
      create: { categoryId, language: 'zh-Hans', name: '水果' },
      update: {}
    })
    await db.goodFacts.create({ data: { goodId, language: 'zh-Hans', name, unit: '1 公斤' } })
  }
  await createGood(db, { name: 'Only English', slug: 'only' })
  const chinese = { language: 'zh-Hans' }
  const sorted = ['Only English', '阿克苏冰糖心', '草莓', '梨', '苹果', '香蕉']
  t.same(await namesOf({ ...chinese, category: 'fruit' }), sorted)
  const found = await find(chinese)
  t.same(await namesOf({ q: 'good', sort: 'name', ...chinese }), sorted)
  t.match(found, { total: 6, goods: [{ language: 'en' }, { language: 'zh-Hans', unit: '1 公斤' }] })
  t.match(await find({ q: '苹果', ...chinese }), { goods: [{ name: '苹果' }] })
  t.match(await find({ q: '苹果' }), { goods: [{ name: 'Good 0', language: undefined }] })
  t.match(await listCategories(db, 'zh-Hans'), [{ name: '水果', language: 'zh-Hans' }])
  t.match(await listCategories(db, 'fr'), [{ name: 'All fruit', language: 'en' }])
  await db.good.update({ where: { slug: 'only' }, data: { published: false } })
  await db.good.updateMany({ data: { termsVersion: 1_000 } })
  t.match(await find(chinese), { total: 5 }, 'nor goods that wait to be taken out of the search')
})

test('no list lacks goods while these are sorted in a new language, or in one no more', async (t) => {
  const { categoryId } = await createGood(db)
  const good = { name: 'Plum', unit: '1 kg', price: 100, description: '', categoryId }
  await db.good.createMany({
    data: Array.from({ length: 149 }, (_, place) => ({ ...good, slug: `plum-${place}` }))
  })
  const language = 'zh-Hans'
  await db.categoryTranslation.create({ data: { categoryId, language, name: '水果' } })
  t.match(await find({ language }), { total: 150 }, 'some of them have no name in it yet')
  t.equal(await db.goodName.count(), 100)
  t.match(await find({ language }), { total: 150 })
  t.equal(await db.goodName.count(), 150)
  await db.categoryTranslation.delete({ where: { categoryId_language: { categoryId, language } } })
  await db.good.updateMany({ data: { termsVersion: 0 } })
  t.match(await find({ language }), { total: 150 }, 'some of them have no name in it any more')
  t.equal(await db.goodName.count(), 50)
})

test('no list lacks new goods while many others are sorted again', async (t) => {
  const language = 'zh-Hans'
  const { categoryId } = await createGood(db)
  await db.categoryTranslation.create({ data: { categoryId, language, name: '水果' } })
  const good = { name: 'Plum', unit: '1 kg', price: 100, description: '', categoryId }
  const add = (from: number, to: number) =>
    db.good.createMany({
      data: Array.from({ length: to - from }, (_, place) => ({ ...good, slug: `plum-${from + place}` }))
    })
  await add(1, 250)
  const goods = await db.good.findMany()
  await db.goodName.createMany({
    data: goods.map(({ id }) => ({ goodId: id, language, categoryId, sortKey: 'plum' }))
  })
  await add(250, 260)
  t.match(await find({ language }), { total: 260 })
})

test('a good has its texts in a language, and those of the shop where it has none', async (t) => {
  const { id: goodId, slug, categoryId } = await createGood(db, { name: 'Ceps' })
  const facts = { origin: 'Poland', storage: 'Cool.' }
  await db.goodFacts.create({ data: { goodId, language: 'en', ...facts } })
  t.match(await findGood(db, slug, 'zh-Hans'), { name: 'Ceps', language: 'en', facts })
  const text = { name: '牛肝菌', unit: '200 克', description: '肉质紧实。', origin: '波兰' }
  await db.goodFacts.create({ data: { goodId, language: 'zh-Hans', ...text } })
  await db.categoryTranslation.create({ data: { categoryId, language: 'zh-Hans', name: '菌菇' } })
  t.match(await findGood(db, slug, 'zh-Hans'), {
    name: '牛肝菌',
    unit: '200 克',
    description: '肉质紧实。',
    language: 'zh-Hans',
    category: { name: '菌菇' },
    facts: { origin: '波兰', storage: 'Cool.' },
    untranslated: ['storage']
  })
  t.match(await findGood(db, slug), { name: 'Ceps', language: undefined, facts })
})

function find({ pageSize = 10, ...wanted }: Wanted) {
  return findPage(db, cache, { page: 1, ...wanted, pageSize })
}

async function namesOf(wanted: Wanted): Promise<string[]> {
  const found = await find(wanted)
  if (found.outcome !== 'page') throw new Error(found.outcome)
  return found.goods.map(({ name }) => name)
}
