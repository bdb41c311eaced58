import { createClient } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import tap, { test } from 'tap'
import { findGood, findStock, listCategories, listGoods, newestGoods } from '../src/goods.js'
import { createGood } from './fixtures/create-good.js'

const db = createClient(await freshDatabase(tap))
tap.teardown(() => db.$disconnect())
tap.beforeEach(async () => {
  await db.good.deleteMany()
  await db.category.deleteMany()
})

test('listGoods', async (t) => {
  t.test('goes through the goods by name, each on one page', async (t) => {
    for (const name of ['Cherries', 'Apples', 'Plums', 'Apples', 'Bananas']) await createGood(db, { name })
    const pages = await Promise.all([1, 2, 3].map((page) => listGoods(db, { page, pageSize: 2 })))
    const goods = pages.flatMap((page) => page.goods)
    t.same(
      goods.map(({ name }) => name),
      ['Apples', 'Apples', 'Bananas', 'Cherries', 'Plums']
    )
    t.equal(new Set(goods.map(({ id }) => id)).size, 5)
    for (const [index, page] of pages.entries()) t.match(page, { total: 5, page: index + 1, pages: 3 })
  })

  t.test('has nothing on a page after the last, and one page of nothing', async (t) => {
    t.same(await listGoods(db, { pageSize: 2 }), { goods: [], total: 0, page: 1, pages: 1 })
    await createGood(db)
    t.same(await listGoods(db, { page: 9, pageSize: 2 }), { goods: [], total: 1, page: 9, pages: 1 })
  })

  t.test('keeps to a category', async (t) => {
    await createGood(db, { name: 'Plums' })
    await createGood(db, { name: 'Bread', category: 'bakery' })
    t.same(await namesOf({ category: 'bakery' }), ['Bread'])
    t.same(await namesOf({ category: 'bakery', q: 'plum' }), [])
    t.same(await namesOf({ category: 'nothing-like-it' }), [])
    t.same(await namesOf({ category: '' }), ['Bread', 'Plums'])
  })

  t.test('finds a part of the name, in any case', async (t) => {
    await createGood(db, { name: 'Damson Plums' })
    await createGood(db, { name: 'Äpfel' })
    for (const q of ['plum', 'PLUM', 'son pl', '  Damson Plums '])
      t.same(await namesOf({ q }), ['Damson Plums'], q)
    t.same(await namesOf({ q: 'äPFEL' }), ['Äpfel'])
    t.same(await namesOf({ q: 'plumz' }), [])
    t.equal((await namesOf({ q: '   ' })).length, 2)
  })

  t.test('takes every character for itself', async (t) => {
    for (const name of ['100% juice', 'snake_fruit', 'back\\slash', `it's "fresh"`, 'plain'])
      await createGood(db, { name })
    for (const [q, found] of [
      ['%', ['100% juice']],
      ['_', ['snake_fruit']],
      ['\\', ['back\\slash']],
      ["'", [`it's "fresh"`]],
      ['"fresh"', [`it's "fresh"`]],
      ["' OR 1=1 --", []],
      ['a.*n', []]
    ] as const) {
      t.same(await namesOf({ q }), found, q)
    }
  })
})

test('newestGoods are the last ones that are not sold out', async (t) => {
  for (const name of ['first', 'second', 'third']) await createGood(db, { name })
  await createGood(db, { name: 'gone', stock: 0 })
  t.same(
    (await newestGoods(db, 2)).map(({ name }) => name),
    ['third', 'second']
  )
})

test('findGood knows a good by its slug, and its category', async (t) => {
  await createGood(db, { slug: 'plums', category: 'fruit' })
  t.match(await findGood(db, 'plums'), { slug: 'plums', category: { slug: 'fruit', name: 'All fruit' } })
  t.equal(await findGood(db, 'Plums'), undefined)
})

test('findStock', async (t) => {
  const { id } = await createGood(db, { stock: 0 })
  t.equal(await findStock(db, id), 0)
  t.equal(await findStock(db, id + 1), undefined)
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

async function namesOf(wanted: { q?: string; category?: string }): Promise<string[]> {
  const { goods, total } = await listGoods(db, { ...wanted, pageSize: 10 })
  if (total !== goods.length) throw new Error(`${total} counted, ${goods.length} listed`)
  return goods.map(({ name }) => name)
}
