import stock from '@larder/stock'
import { countQueries, testApp } from '@larder/testing'
import tap, { test } from 'tap'
import goods, { setRelated } from '../src/index.js'
import { createGood, setStock } from '../src/testing/index.js'

const app = await testApp(tap, stock, [goods, { prefix: '/goods' }])
const { db } = app
tap.beforeEach(async () => {
  await db.good.deleteMany()
})

test('a product', async (t) => {
  t.test('shows what people order with it, if that is enough, and in their order', async (t) => {
    const [plums, ...others] = await shelf('Plums', 'Jam jars', 'Sugar', 'Cinnamon', 'Cloves')
    const ids = others.map(({ id }) => id)
    await setRelated(db, new Map([[plums.id, ids.slice(0, 2)]]))
    t.match(await shownAt(plums.slug), { title: 'More like this' }, 'two are too few')
    await setRelated(db, new Map([[plums.id, ids.slice(0, 3)]]))
    t.same(await shownAt(plums.slug), {
      title: 'Goes well with',
      names: ['Jam jars', 'Sugar', 'Cinnamon']
    })
  })

  t.test('else the most popular of its category, but none that is sold out or not sold', async (t) => {
    const [plums, pears, quinces, figs] = await shelf('Plums', 'Pears', 'Quinces', 'Figs')
    await createGood(db, { name: 'Leeks', slug: 'leeks-alone', category: 'vegetables' })
    await db.good.update({ where: { id: figs.id }, data: { popularity: 3 } })
    await setRelated(db, new Map())
    t.same(await shownAt(plums.slug), { title: 'More like this', names: ['Figs', 'Quinces', 'Pears'] })
    await setStock(db, quinces.id, 0)
    await db.good.update({ where: { id: pears.id }, data: { published: false } })
    t.same((await shownAt(plums.slug)).names, ['Figs'], 'at once, not only at night')
    t.same(await shownAt('leeks-alone'), { title: undefined, names: [] })
  })

  t.test('that is sold out offers others in its place', async (t) => {
    const [plums, ...others] = await shelf('Plums', 'Pears', 'Quinces', 'Figs')
    await setStock(db, plums.id, 0)
    await setRelated(db, new Map([[plums.id, others.map(({ id }) => id)]]))
    t.match(await shownAt(plums.slug), { title: 'What you could take instead' })
  })
})

test('what goes with what', async (t) => {
  t.test('is written anew where it has changed only', async (t) => {
    const [plums, pears] = await shelf('Plums', 'Pears', 'Quinces')
    await setRelated(db, new Map())
    t.equal(await db.relatedGood.count(), 6)
    const before = await countQueries(() => setRelated(db, new Map()))
    const after = await countQueries(() => setRelated(db, new Map([[plums.id, [pears.id]]])))
    t.ok(after > before, 'nothing is written at first')
    t.equal(await db.relatedGood.count(), 7)
  })

  t.test('is one query of a page', async (t) => {
    const [plums] = await shelf('Plums', 'Pears')
    const client = app.client()
    const without = await countQueries(() => client.visit(`/goods/${plums.slug}`))
    await setRelated(db, new Map())
    t.equal(await countQueries(() => client.visit(`/goods/${plums.slug}`)), without)
  })
})

type Made = Awaited<ReturnType<typeof createGood>>

async function shelf<Names extends string[]>(...names: Names): Promise<{ [Place in keyof Names]: Made }>
async function shelf(...names: string[]): Promise<Made[]> {
  const made: Made[] = []
  for (const name of names) made.push(await createGood(db, { name }))
  return made
}

async function shownAt(slug: string) {
  const { body } = await app.client().visit(`/goods/${slug}`)
  const [, section = ''] = /<section class="goods-related"([\s\S]*?)<\/section>/.exec(body) ?? []
  return {
    title: /<h2[^>]*>(.*)<\/h2>/.exec(section)?.[1],
    names: [...section.matchAll(/class="good-name"[^>]*>(.*)<\/a>/g)].map(([, name]) => name)
  }
}
