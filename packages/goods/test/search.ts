import database, { inTransaction } from '@larder/database'
import stock from '@larder/stock'
import { connect, freshDatabase, onPostgresql, PATIENT } from '@larder/testing'
import { until } from '@larder/until'
import Fastify from 'fastify'
import tap, { test } from 'tap'
import goods from '../src/index.js'
import { FIND_WAITING, indexAllGoods, indexGoods } from '../src/search/index-goods.js'
import { nearestGoods } from '../src/search/nearest-goods.js'
import { popularGoods, setPopularity } from '../src/search/popularity.js'
import { findByGroups, type SearchedFor, searchGoods } from '../src/search/search-goods.js'
import { groupsOf } from '../src/search/terms.js'
import { createGood } from '../src/testing/index.js'
import { plansOf } from './fixtures/plans.js'

const url = await freshDatabase(tap)
const db = connect(tap, url)
tap.beforeEach(async () => {
  await db.good.deleteMany()
  await db.category.deleteMany()
  await db.searchTerm.deleteMany()
})

test('searchGoods', async (t) => {
  t.test('looks into name, category and description, in this order', async (t) => {
    await createGood(db, { name: 'Baguette', category: 'bread' })
    await createGood(db, { name: 'Toaster', description: 'For two slices of bread.' })
    await createGood(db, { name: 'Bread knife', stock: 0 })
    await createGood(db, { name: 'Rye bread' })
    await createGood(db, { name: 'Plums' })
    t.same(await namesOf({ q: 'bread' }), ['Rye bread', 'Bread knife', 'Baguette', 'Toaster'])
    t.same(await namesOf({ q: 'rye bread' }), ['Rye bread'])
    t.same(await namesOf({ q: 'knife', category: 'bread' }), [])
    t.same(await namesOf({ q: 'baguette', category: 'bread' }), ['Baguette'])
  })

  t.test('takes the last word for the beginning of one', async (t) => {
    await createGood(db, { name: 'Damson plums' })
    for (const q of ['dam', 'DAMSON PL', ' damson  plum ']) t.same(await namesOf({ q }), ['Damson plums'], q)
    t.match(await searchGoods(db, { q: 'dam plums', pageSize: 9 }), { total: 1, didYouMean: 'plums' })
  })

  t.test('finds nothing by signs alone', async (t) => {
    await createGood(db, { name: '100% juice' })
    for (const q of ['%', '_', '\\', "'", '" -- =', '🍎']) t.same(await namesOf({ q }), [], q)
    t.same(await namesOf({ q: '100%' }), ['100% juice'])
  })

  t.test('finds what is bought most before the rest, and what is sold out after it', async (t) => {
    const [red, blue, old] = [
      await createGood(db, { name: 'Red plums' }),
      await createGood(db, { name: 'Blue plums' }),
      await createGood(db, { name: 'Yellow plums', stock: 0 })
    ]
    await createGood(db, { name: 'Green plums' })
    const counts = new Map([
      [red.id, 7],
      [old.id, 9]
    ])
    await inTransaction(db, (tx) => setPopularity(tx, counts))
    t.same(await namesOf({ q: 'plums' }), ['Red plums', 'Blue plums', 'Green plums', 'Yellow plums'])
    t.match(await popularGoods(db, 5), [{ name: 'Red plums' }], 'the only one that can be bought')
    await inTransaction(db, (tx) => setPopularity(tx, new Map([[blue.id, 1]])))
    t.same(await namesOf({ q: 'plums' }), ['Blue plums', 'Green plums', 'Red plums', 'Yellow plums'])
  })

  t.test('finds the whole word before those that begin with it', async (t) => {
    for (const name of ['Peaches', 'Pears', 'Peas']) await createGood(db, { name })
    t.same(await namesOf({ q: 'pea' }), ['Peas', 'Peaches', 'Pears'])
  })

  t.test('takes the nearest words where it finds nothing, and says so', async (t) => {
    await createGood(db, { name: 'Elstar apples', organicCode: 'DE-ÖKO-006' })
    await createGood(db, { name: '草莓' })
    for (const [q, didYouMean] of [
      ['appels', 'apples'],
      ['elstar aples', 'elstar apples'],
      ['shiny apples', 'apples'],
      ['新鲜草莓', '草莓']
    ] as const)
      t.match(await searchGoods(db, { q, pageSize: 9 }), { total: 1, didYouMean }, q)
    t.match(await searchGoods(db, { q: 'apples', pageSize: 9 }), { total: 1, didYouMean: undefined })
    t.match(await searchGoods(db, { q: 'apples', vegan: 'yes', pageSize: 9 }), { total: 0 })
    t.match(await searchGoods(db, { q: 'zzzz', pageSize: 9 }), { total: 0, didYouMean: undefined })
  })

  t.test('finds goods by the words of every language, and by keywords', async (t) => {
    const { id: goodId, categoryId } = await createGood(db, { name: 'Ceps', category: 'mushrooms' })
    const text = { name: '牛肝菌', description: '肉质紧实。', keywords: '大脚菇' }
    await db.goodFacts.createMany({
      data: [
        { goodId, language: 'en', keywords: 'porcini', origin: 'Poland' },
        { goodId, language: 'zh-Hans', ...text }
      ]
    })
    await db.categoryTranslation.create({ data: { categoryId, language: 'zh-Hans', name: '菌菇' } })
    for (const q of ['ceps', 'porcini', 'poland', '牛肝', '牛', '紧实', '大脚菇', '菌菇', 'ceps 牛肝菌'])
      t.same(await namesOf({ q }), ['Ceps'], q)
  })

  t.test('has no page after the last, and no category that is not there', async (t) => {
    for (let made = 0; made < 3; made++) await createGood(db, { name: 'Plums' })
    t.match(await searchGoods(db, { q: 'plums', page: 2, pageSize: 2 }), {
      total: 3,
      page: 2,
      pages: 2,
      next: undefined
    })
    t.same(await searchGoods(db, { q: 'plums', page: 3, pageSize: 2 }), { outcome: 'no-page' })
    t.same(await searchGoods(db, { q: 'plums', category: 'x', pageSize: 2 }), { outcome: 'no-category' })
  })

  t.test('knows at once what came into the table past the shop', async (t) => {
    await createGood(db, { name: 'Plums' })
    t.same(await namesOf({ q: 'plums' }), ['Plums'])
    await db.good.updateMany({ data: { name: 'Pears', termsVersion: 0 } })
    t.same(await namesOf({ q: 'plums' }), [])
    t.same(await namesOf({ q: 'pears' }), ['Pears'])
  })
})

test('words of many goods are compared as lists, those of few looked up, and the same is found', async (t) => {
  for (let made = 0; made < 30; made++) {
    const words = ['Plum', ...(made % 2 === 0 ? ['red'] : []), ...(made % 3 === 0 ? ['ripe'] : [])]
    await createGood(db, { name: words.join(' '), category: made % 4 === 0 ? 'fruit' : 'new', stock: made })
  }
  await indexAllGoods(db)
  for (const [q, category, total] of [
    ['plum red', '', 15],
    ['ripe plum red', '', 5],
    ['plum ripe', 'fruit', 3],
    ['plum blue', '', 0]
  ] as const) {
    const groups = groupsOf(q)
    const [looked, listed] = await Promise.all(
      [1_000, 8].map((most) => findByGroups(db, groups, { category, pageSize: 8, most }))
    )
    t.equal(looked?.total, total, q)
    t.match(listed, { total: Math.min(total, 8), more: total > 8 }, q)
    if (total <= 8) t.same(listed?.goods, looked?.goods, q)
  }
})

test('of frequent words not all goods are looked at, and there may be more than are found', async (t) => {
  const names = [...Array.from({ length: 6 }, () => 'Red'), ...Array.from({ length: 50 }, () => 'Plum')]
  for (const name of [...names, 'Red plum']) await createGood(db, { name })
  await indexAllGoods(db)
  const groups = groupsOf('red plum')
  t.match(await findByGroups(db, groups, { pageSize: 8 }), { total: 1, more: false })
  t.match(await findByGroups(db, groups, { pageSize: 8, most: 1 }), { total: 0, more: true })
})

test('a word whose forms are all in one good finds as many goods as any other', async (t) => {
  for (let made = 0; made < 20; made++) await createGood(db, { name: 'Berries' })
  await indexAllGoods(db)
  for (const q of ['berries', 'berry'])
    t.match(await findByGroups(db, groupsOf(q), { pageSize: 8, most: 8 }), { total: 8, more: true }, q)
})

test('a beginning of many words lists half as many goods', async (t) => {
  const words = Array.from({ length: 20 }, (_, number) => `plum${number}`)
  for (const name of words) await createGood(db, { name, category: 'fruit' })
  await indexAllGoods(db)
  t.match(await findByGroups(db, [words], { pageSize: 24, most: 30 }), { total: 15, more: true })
  t.match(await findByGroups(db, [words], { category: 'fruit', pageSize: 24, most: 30 }), {
    total: 20,
    more: false
  })
  t.match(await searchGoods(db, { q: 'plum', pageSize: 24 }), { total: 20, more: false })
})

test('indexGoods, called by many workers at once, does each good once', async (t) => {
  const other = connect(t, url)
  for (let made = 0; made < 20; made++) await createGood(db)
  const counts = await Promise.all([db, other, db, other].map((client) => indexGoods(client, 10)))
  t.equal(
    counts.reduce((sum, count) => sum + count),
    20
  )
  t.equal(await indexGoods(db, 10), 0)
  t.equal(await db.good.count({ where: { terms: { some: { term: 'good', weight: 8 } } } }), 20)
})

test('an app that starts indexes what an upgrade has left, without a search, also beside another', async (t) => {
  const { id: categoryId } = await db.category.create({ data: { slug: 'fruit', name: 'Fruit', position: 1 } })
  const good = { name: 'Plum', unit: '1 kg', price: 100, description: '', categoryId }
  await db.good.createMany({
    data: Array.from({ length: 350 }, (_, number) => ({ ...good, slug: `${number}` }))
  })
  const apps = [1, 2].map(() => Fastify())
  for (const app of apps) {
    app.register(database, { url, ...PATIENT })
    app.register(stock)
    app.register(goods)
    t.teardown(() => app.close())
  }
  await Promise.all(apps.map((app) => app.ready()))
  await until(async () => (await db.good.count({ where: { termsVersion: 0 } })) === 0, 'all are indexed')
  t.match(await searchGoods(db, { q: 'plum', pageSize: 10 }), { total: 350 })
})

test('nearestGoods', async (t) => {
  await createGood(db, { name: 'Elstar apples' })
  await createGood(db, { name: 'Red cabbage', category: 'vegetables' })
  await indexGoods(db, 10)
  const nearest = async (q: string) => (await nearestGoods(db, q, 1)).map(({ name }) => name)
  t.same(await nearest('appels'), ['Elstar apples'], 'a word that is nearly one of ours')
  t.same(await nearest('elstar appels'), ['Elstar apples'])
  t.same(await nearest('green cabbage'), ['Red cabbage'], 'one of the words')
  t.same(await nearest('zzz'), ['Red cabbage'], 'else what is new')
  await db.searchTerm.createMany({
    data: Array.from({ length: 2_000 }, (_, number) => ({ term: `a${10_000 + number}` }))
  })
  t.same(await nearest('appels'), ['Elstar apples'], 'also of many words with this letter')
})

// The plans are PostgreSQL’s.
if (onPostgresql)
  test('a search that finds nothing, or much, looks at no good but those of its words', async (t) => {
    const { id: categoryId } = await db.category.create({
      data: { slug: 'fruit', name: 'Fruit', position: 1 }
    })
    const good = { unit: '1 kg', price: 100, description: '', categoryId }
    const data = Array.from({ length: 1_200 }, (_, number) => ({
      ...good,
      slug: `${number}`,
      name: `Plum ${number}`
    }))
    await db.good.createMany({ data })
    await until(async () => (await indexGoods(db, 1_000)) === 0, 'all are indexed')
    await db.$executeRaw`ANALYZE goods, good_terms`
    const numbers = data.map(({ slug }) => slug)
    for (const [groups, most] of [
      [[['zzz']], 0],
      [[['plum'], ['zzz']], 1_000],
      [[['7']], 10],
      [[['plum'], ['7']], 1_001],
      [[['plum']], 1_001],
      [[['plum', ...numbers.slice(0, 49)]], 3_003],
      [[['plum'], numbers.slice(0, 50)], 1_050]
    ] as const) {
      const plans = await plansOf(db, (db) =>
        findByGroups(
          db,
          groups.map((group) => [...group]),
          { pageSize: 24 }
        )
      )
      const nodes = plans.flatMap(({ nodes }) => nodes).filter(({ relation }) => relation)
      t.notOk(
        nodes.some(({ type }) => type === 'Seq Scan'),
        `${groups}`
      )
      t.ok(Math.max(0, ...nodes.map(({ rows }) => rows)) <= most, `${groups}`)
    }
    await db.$transaction(async (tx) => {
      // As in a shop that has asked for it several times.
      await tx.$executeRaw`SET LOCAL plan_cache_mode = force_generic_plan`
      await tx.$executeRawUnsafe(`PREPARE waiting AS ${FIND_WAITING.text}`)
      const plan = await tx.$queryRawUnsafe('EXPLAIN EXECUTE waiting(1)')
      await tx.$executeRaw`DEALLOCATE waiting`
      t.notMatch(JSON.stringify(plan), 'Seq Scan', 'new goods are looked for by their index')
    })
    const all = await searchGoods(db, { q: 'plum', pageSize: 24 })
    t.match(all, { total: 1_000, more: true, pages: 42 })
  })

async function namesOf(wanted: Omit<SearchedFor, 'pageSize'>): Promise<string[]> {
  const found = await searchGoods(db, { ...wanted, pageSize: 10 })
  if (found.outcome !== 'page') throw new Error(found.outcome)
  if (found.total !== found.goods.length) throw new Error(`${found.total} counted`)
  return found.goods.map(({ name }) => name)
}
