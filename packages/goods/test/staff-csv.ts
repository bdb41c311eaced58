import { readCsv } from '@larder/staff'
import { applyCsv, checkCsv, staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const { db } = app
const client = await staffClient(app, { role: 'staff' })
const IMPORT = '/staff/goods/import'
const check = (content: string | Buffer, options = {}) => checkCsv(app, client, IMPORT, content, options)
const apply = (id: number) => applyCsv(app, client, IMPORT, id)
const importAll = async (content: string) => apply((await check(content)).id)
const problemsOf = async (content: string) =>
  (await check(content)).problems.map(({ line, column }) => `${line} ${column}`)
const goodOf = (slug: string) =>
  db.good.findUniqueOrThrow({
    where: { slug },
    include: { facts: true, allergens: true, nutrition: true, prices: { orderBy: { fromAt: 'asc' } } }
  })

await createGood(db, { slug: 'plums', name: 'Plums', category: 'fruit', price: 333 })

test('a new good', async (t) => {
  await t.test('is made as the form makes it', async (t) => {
    const file = [
      'slug;name;unit;category;price;description;state;ingredients;allergens;months;basis;energy_kj;energy_kcal;fat;saturates;carbohydrate;sugars;protein;salt',
      'jam-1;"Jam, ""red""";1 jar;fruit;2,50;"Two\nlines";published;Plums, *milk*;milk, gluten;7, 8;g;100;24;0,5;0;5;5;1;0'
    ].join('\r\n')
    const checked = await check(file)
    t.match(checked, { status: 'checked', new: 1, changed: 0, problems: [] })
    t.equal(await db.good.count({ where: { slug: 'jam-1' } }), 0, 'nothing is written by the check')
    t.match(await apply(checked.id), { status: 'done', problems: [] })
    const good = await goodOf('jam-1')
    t.match(good, {
      ...{ name: 'Jam, "red"', price: 250, published: true, taxCategory: 'reduced', season: 192 },
      ...{ description: 'Two\nlines', facts: [{ ingredients: 'Plums, *milk*' }], nutrition: { fat: 500 } },
      prices: [{ price: 250 }]
    })
    t.same(good.allergens.map(({ allergen }) => allergen).sort(), ['gluten', 'milk'])
    t.equal(await db.stockLevel.count({ where: { goodId: good.id } }), 1)
    const entries = await db.auditEntry.findMany({ where: { subjectType: 'good', subjectId: `${good.id}` } })
    t.same(
      entries.map(({ action }) => action),
      ['goods.create', 'goods.publish']
    )
    t.equal(new Set(entries.map(({ batch }) => batch)).size, 1, 'one batch')
  })

  await t.test('needs what the form needs, and is told by line and column', async (t) => {
    const file =
      'slug,name,unit,category,price,tax_category\na,A,1 kg,fruit,1.50,\nb,,1 kg,nowhere,"1.234,50",\n,C,1 kg,fruit,1,\n'
    t.same(await problemsOf(file), ['3 name', '3 price', '3 category', '4 slug'])
    t.same(
      await problemsOf('slug,name,unit,category,price\n1E+12,A,1 kg,fruit,1\n02.05.2026,B,1 kg,fruit,1\n'),
      ['2 slug', '3 slug']
    )
    t.same(await problemsOf('slug,name,unit,category,price,regular_price\na,A,1 kg,fruit,1,2\n'), [
      '2 regular_price'
    ])
    t.same(await problemsOf(`slug,name,unit,category,price\na,${'x'.repeat(121)},1 kg,fruit,1\n`), ['2 name'])
  })
})

test('a known good', async (t) => {
  await t.test('is changed by the cells that say something', async (t) => {
    const { id, version } = await goodOf('plums')
    const checked = await check('slug,name,price,origin,perishable,country\nplums,,2.99,Nepal,yes,np')
    t.match(checked, { new: 0, changed: 1 })
    await db.good.update({ where: { id }, data: { termsVersion: 2 } })
    t.match(await apply(checked.id), { status: 'done' })
    const good = await goodOf('plums')
    t.match(good, {
      name: 'Plums',
      price: 299,
      perishable: true,
      country: 'NP',
      version: version + 1,
      termsVersion: 0
    })
    t.match(good.facts, [{ origin: 'Nepal' }])
    t.same(
      good.prices.map(({ price }) => price),
      [333, 299]
    )
    const entry = await db.auditEntry.findFirst({ where: { subjectId: `${id}`, action: 'goods.edit' } })
    t.same(JSON.parse(entry?.changes ?? ''), {
      price: ['3.33', '2.99'],
      perishable: ['', 'yes'],
      origin: ['', 'Nepal'],
      country: ['', 'NP']
    })
  })

  await t.test('is emptied by a hyphen, and is unchanged where the same is written otherwise', async (t) => {
    await importAll('slug,origin,content,content_unit\nplums,Nepal,1000,g')
    t.match(await check('slug,price,perishable,origin\nplums,"2,99",TRUE,Nepal'), {
      changed: 0,
      unchanged: 1
    })
    await importAll('slug,origin,content,content_unit,perishable\nplums,-,-,-,no')
    t.match(await goodOf('plums'), { content: null, contentUnit: null, perishable: false, facts: [] })
    t.same(await problemsOf('slug,perishable\nplums,constructor'), ['2 perishable'])
  })

  await t.test('keeps the lowest price of the last 30 days when it is reduced', async (t) => {
    await importAll('slug,price,regular_price\nplums,1.99,2.99')
    t.match(await goodOf('plums'), { price: 199, regularPrice: 299, priorPrice: 299 })
    await importAll('slug,regular_price\nplums,-')
    t.match(await goodOf('plums'), { price: 199, regularPrice: null, priorPrice: null })
  })

  await t.test('is not made again where it has another address since the export', async (t) => {
    await createGood(db, { slug: 'aubergines', category: 'nightshades' })
    const { body } = await client.get('/staff/goods/export?category=nightshades')
    await db.good.update({ where: { slug: 'aubergines' }, data: { slug: 'eggplants' } })
    const renamed = await check(body)
    t.match(renamed, { new: 0, problems: [{ line: 2, column: 'version', problem: /^No product has this/ }] })
    t.same(await problemsOf('slug,price,version\naubergines,1,0'), ['2 version'], 'with no other problem')
    const elsewhere = await check(body.replace(/\d+\r\n$/, '\r\n'))
    t.match(elsewhere, { new: 1, problems: [] }, 'as in another shop')
  })

  await t.test('is archived, and published', async (t) => {
    await importAll('slug,state\nplums,archived')
    t.ok((await goodOf('plums')).archivedAt)
    await importAll('slug,state\nplums,Published')
    t.match(await goodOf('plums'), { archivedAt: null, published: true })
    t.same(await problemsOf('slug,state\nplums,gone'), ['2 state'])
  })

  await t.test('is refused where somebody changed it after the export, or the check', async (t) => {
    const { id, version } = await goodOf('plums')
    t.same(await problemsOf(`slug,name,version\nplums,Prunes,${version - 1}`), ['2 version'])
    t.match(await check(`slug,name,version\nplums,Plums,${version - 1}`), { unchanged: 1 })
    const checked = await check(`slug,name,unit,category,price\nplums,Prunes,,,\nfigs,Figs,1 kg,fruit,1\n`)
    t.equal((await client.post(`/staff/goods/${id}`, { version, name: 'Blue plums' })).statusCode, 200)
    t.match(await apply(checked.id), { status: 'refused', problems: [{ line: 2 }] })
    t.match(await goodOf('plums'), { name: 'Blue plums' })
    t.equal(await db.good.count({ where: { slug: 'figs' } }), 0, 'all or nothing')
  })

  await t.test('stays withdrawn where the file was exported before', async (t) => {
    const { id } = await goodOf('plums')
    const ids = String(id)
    const archive = { action: 'archived', ids, batch: '00000000-0000-4000-8000-000000000000' }
    const withdrawals: [url: string, body: object][] = [
      [`/staff/goods/${id}/state`, { state: 'unpublished' }],
      ['/staff/goods/bulk/run', archive]
    ]
    for (const [url, withdrawal] of withdrawals) {
      await importAll('slug,state\nplums,published')
      const { body } = await client.get('/staff/goods/export?category=fruit')
      await client.post(url, withdrawal)
      t.same(await problemsOf(body.replace('1.99', '1.89')), ['2 version'], url)
      t.match(await goodOf('plums'), { published: false, price: 199 })
    }
    const undone = { ids, batch: '10000000-0000-4000-8000-000000000000' }
    const undo = await client.post(`/staff/goods/bulk/${archive.batch}/undo`, undone)
    t.match(undo.json(), { changed: 1 })
    t.match(await goodOf('plums'), { published: true, archivedAt: null })
  })

  await t.test('of two imports at once is changed by one', async (t) => {
    const files = await Promise.all(['One', 'Two'].map((name) => check(`slug,name\nplums,${name}`)))
    for (const { id } of files) await client.post(`${IMPORT}/${id}`)
    await app.tasks.runDue()
    const states = await db.staffImport.findMany({ where: { id: { in: files.map(({ id }) => id) } } })
    t.same(states.map(({ status }) => status).sort(), ['done', 'refused'])
  })
})

test('an exported file', async (t) => {
  await createGood(db, {
    slug: 'odd',
    name: '=1+1',
    description: '-5\n"x"; ’菜',
    category: 'odd',
    price: 100_000
  })
  await client.post(`/staff/goods/${(await goodOf('odd')).id}`, {
    ...{ version: 0, origin: '@home', months: '12,1', weighed: 'yes', allergens: 'nuts', traces: 'milk' },
    ...{
      deposit: '0.15',
      keywords: 'weird, strange',
      country: 'DE',
      content: '350',
      content_unit: 'g',
      organic_code: 'DE-ÖKO-006',
      grade: 'II'
    }
  })

  await t.test('has what the list shows, and is logged', async (t) => {
    const response = await client.get('/staff/goods/export?category=odd&show=')
    t.match(response.headers, { 'content-type': /text\/csv/, 'content-disposition': /goods-.*\.csv/ })
    t.ok(response.body.startsWith('\uFEFFslug,name,unit,'))
    const file = readCsv(Buffer.from(response.body))
    t.match(file, {
      lines: [
        {
          cells: {
            slug: 'odd',
            name: '=1+1',
            price: '1000.00',
            weighed: 'yes',
            vegan: 'no',
            state: 'published'
          }
        }
      ]
    })
    const entry = await db.auditEntry.findFirstOrThrow({
      where: { action: 'goods.export' },
      orderBy: { id: 'desc' }
    })
    t.equal(entry.changes, '{"category":[null,"odd"],"rows":[null,1]}')
  })

  await t.test('is imported again, and changes nothing', async (t) => {
    const before = await db.good.findMany({ orderBy: { id: 'asc' } })
    const { body } = await client.get('/staff/goods/export')
    const checked = await check(body)
    t.match(checked, { status: 'checked', new: 0, changed: 0, unchanged: before.length, problems: [] })
    const semicolons = Buffer.from(body.replaceAll(',', ';'))
    t.match(await check(semicolons), { changed: 0 })
    t.match(await apply(checked.id), { status: 'done' })
    t.same(await db.good.findMany({ orderBy: { id: 'asc' } }), before)
  })

  await t.test('asks for the second factor again', async (t) => {
    const late = await staffClient(app, { role: 'staff', secondFactorAt: Date.now() - 16 * 60_000 })
    t.match((await late.get('/staff/goods/export')).json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
    t.equal((await late.get(IMPORT)).statusCode, 200)
    const customer = await staffClient(app, { role: 'customer' })
    for (const url of [IMPORT, '/staff/goods/export']) t.equal((await customer.get(url)).statusCode, 403)
  })
})
