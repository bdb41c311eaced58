import { checkCsv, staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { findGood } from '../src/find-good.js'
import { sortKey } from '../src/lists/sort-key.js'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const app = await staffApp(tap)
const client = await staffClient(app, { role: 'staff' })
await createGood(app.db, { slug: 'apples', name: 'Apples' })

const BREAD = { name: 'Rye bread, 500 g', unit: '500 g', category: 'fruit', price: '3.20' }

test('a new good', async (t) => {
  await t.test('is made from a form, not published yet, at an address made of its name', async (t) => {
    const form = await client.visit('/staff/goods/new')
    t.match(form.body, '<h1>New product</h1>')
    t.notMatch(form.body, 'undefined')
    const made = await client.submit('/staff/goods/new', { ...BREAD, content: '500', content_unit: 'g' })
    t.equal(made.statusCode, 303)
    const { body } = await client.visit(String(made.headers.location))
    t.match(body, '«Rye bread, 500 g» is saved.')
    t.match(body, 'Makes €6.40 / kg')
    const good = await app.db.good.findUniqueOrThrow({ where: { slug: 'rye-bread-500-g' } })
    t.match(good, { published: false, price: 320, content: 500, contentUnit: 'g', currency: 'EUR' })
    t.equal((await client.visit('/goods/rye-bread-500-g')).statusCode, 404)
    t.match(await app.db.priceHistory.findMany({ where: { goodId: good.id } }), [{ price: 320 }])
  })

  await t.test('gets another address where another good has that of its name', async (t) => {
    const ids = []
    for (let made = 0; made < 2; made++) {
      const response = await client.post('/staff/goods/new', { ...BREAD, name: 'Crème fraîche' })
      t.equal(response.statusCode, 201)
      ids.push(response.json().id)
    }
    const slugs = await app.db.good.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } })
    t.same(
      slugs.map(({ slug }) => slug),
      ['creme-fraiche', 'creme-fraiche-2']
    )
  })

  await t.test('is refused with a word for each field, and all that was typed', async (t) => {
    const wrong = {
      ...BREAD,
      name: ' ',
      price: '3,20',
      slug: 'a b',
      content: '500',
      drained: '600',
      regular_price: 'x',
      category: 'nothing',
      ingredients: 'flour, *milk',
      fat: '1',
      months: '13'
    }
    const { statusCode, body } = await client.submit('/staff/goods/new', wrong)
    t.equal(statusCode, 422)
    t.match(body, 'flour, *milk')
    t.match(body, /<fieldset id="months"[^>]* aria-describedby="months-problem" aria-invalid="true">/)
    t.match(body, 'Write the price as 12.50: digits, and a point before the cents.')
    const { problems } = (await client.post('/staff/goods/new', wrong)).json()
    t.same(
      Object.keys(problems).sort(),
      [
        'basis',
        'carbohydrate',
        'category',
        'content_unit',
        'drained',
        'energy_kcal',
        'energy_kj',
        'ingredients',
        'months',
        'name',
        'price',
        'protein',
        'regular_price',
        'salt',
        'saturates',
        'slug',
        'sugars'
      ].sort()
    )
  })

  await t.test('is refused at the address of another', async (t) => {
    const response = await client.post('/staff/goods/new', { ...BREAD, slug: 'apples' })
    t.match(response, { statusCode: 422 })
    t.match(response.json().problems, { slug: /Another product has this address/ })
    const reserved = await client.post('/staff/goods/new', { ...BREAD, slug: 'suggest' })
    t.match(reserved.json().problems, { slug: /This address is taken/ })
  })
})

test('a good that is changed', async (t) => {
  const send = (id: number, headers: Record<string, string>, payload: object) =>
    client.request({
      method: 'POST',
      url: `/staff/goods/${id}`,
      headers: { accept: 'application/json', ...headers },
      payload
    })

  await t.test('keeps what is not sent, and is found by its new name', async (t) => {
    const { id } = await createGood(app.db, { name: 'Plums', description: 'Blue ones.', deposit: 15 })
    const shown = await client.get(`/staff/goods/${id}`)
    t.match(shown.json(), { name: 'Plums', price: '2.50', deposit: '0.15', state: 'published' })
    const etag = String(shown.headers.etag)
    const saved = await send(id, { 'if-match': etag }, { name: 'Damsons', price: '3' })
    t.match(saved, { statusCode: 200, headers: { etag: '"1"' } })
    t.match(await app.db.good.findUnique({ where: { id } }), {
      name: 'Damsons',
      price: 300,
      description: 'Blue ones.',
      deposit: 15
    })
    t.match((await client.get('/goods?q=damsons')).json(), { total: 1 })
    t.equal((await client.get('/goods?q=plums')).json().total, 0)
  })

  await t.test('is lost by neither of two who change it at once', async (t) => {
    const { id } = await createGood(app.db, { name: 'Quinces', description: 'Hard.' })
    const shown = (await client.get(`/staff/goods/${id}`)).json()
    const form = { ...shown, version: 0, shown: JSON.stringify(shown) }
    const first = await client.submit(`/staff/goods/${id}`, { ...form, price: '4.00' })
    t.equal(first.statusCode, 303)
    const other = await staffClient(app, { role: 'staff' })
    const second = await other.submit(`/staff/goods/${id}`, { ...form, description: 'Hard & sour.' })
    t.equal(second.statusCode, 409)
    t.match(second.body, '<td class="text">Hard &amp; sour.</td><td class="text">Hard.</td>')
    t.notMatch(second.body, '4.00', 'what only the first has changed is no question')
    const mine = { version: '1', description: 'Hard & sour.' }
    for (const [name, value] of Object.entries(mine))
      t.match(second.body, `name="${name}" value="${value.replace('&', '&amp;')}"`)
    t.equal((await other.submit(`/staff/goods/${id}`, mine)).statusCode, 303)
    t.match(await app.db.good.findUnique({ where: { id } }), { price: 400, description: 'Hard & sour.' })
    t.equal((await client.submit(`/staff/goods/${id}`, { ...mine, shown: '{' })).statusCode, 400)
    t.equal((await send(id, { 'if-match': '"1"' }, { price: '5' })).statusCode, 412)
    t.equal((await send(id, {}, { price: '5' })).statusCode, 428)
    t.equal((await send(999_999, { 'if-match': '"1"' }, { price: '5' })).statusCode, 404)
  })

  await t.test('has facts, which its page shows', async (t) => {
    const { id, slug } = await createGood(app.db, { unit: '250 g', price: 349 })
    const facts = {
      version: 0,
      content: '250',
      content_unit: 'g',
      ingredients: 'Cream (*milk*), <salt>',
      origin: 'Allgäu',
      storage: '*Cool* and dry',
      producer: 'Dairy\r\nMain Street 1',
      allergens: 'milk',
      traces: 'nuts',
      months: '6,7',
      vegan: '',
      grade: 'I',
      basis: 'g',
      energy_kj: '3000',
      energy_kcal: '720',
      fat: '82.5',
      saturates: '55',
      carbohydrate: '0.7',
      sugars: '0.7',
      protein: '0.7',
      salt: '0.035'
    }
    t.equal((await client.submit(`/staff/goods/${id}`, facts)).statusCode, 303)
    t.match((await client.get(`/staff/goods/${id}`)).json(), {
      ...facts,
      producer: 'Dairy\nMain Street 1',
      version: 1
    })
    const { body } = await client.visit(`/goods/${slug}`)
    t.match(body, '€13.96 / kg')
    t.match(body, 'Cream (<strong>milk</strong>), &lt;salt&gt;</td>')
    t.match(body, '<th scope="row">May contain traces of</th><td class="good-text">nuts</td>')
    t.match(body, '<th scope="row">In season</th><td class="good-text">June, July</td>')
    t.match(body, '<th scope="row">Salt</th><td>0.035 g</td>')
    t.match(body, '>*Cool* and dry</td>', 'ingredients are emphasised, nothing else')
    t.notMatch(body, 'How to use it')
    t.match((await client.get(`/goods/${slug}`)).json(), {
      facts: { origin: 'Allgäu', producer: 'Dairy\nMain Street 1' },
      allergens: [
        { allergen: 'milk', traces: false },
        { allergen: 'nuts', traces: true }
      ],
      nutrition: { fat: 82_500, alcohol: null }
    })
    t.match((await client.visit('/goods')).body, '€13.96 / kg')
  })
})

test('a good that a program writes has lines that end with LF', async (t) => {
  const texts = { description: 'Long.\r\nDark.', producer: 'Bakery\r\nMain Street 1' }
  const { id } = (await client.post('/staff/goods/new', { ...BREAD, name: 'Dark bread', ...texts })).json()
  const stored = { description: 'Long.\nDark.', producer: 'Bakery\nMain Street 1' }
  t.match((await client.get(`/staff/goods/${id}`)).json(), stored)
})

test('a good is taxed by a category that has a rate, or stays as it is', async (t) => {
  const findTaxCategories = async () => ['standard', 'reduced']
  const app = await staffApp(t, undefined, { findTaxCategories })
  const client = await staffClient(app)
  const { id } = await createGood(app.db, { taxCategory: 'tobacco' })
  const refused = await client.post('/staff/goods/new', { ...BREAD, tax_category: 'redcued' })
  t.match(refused, { statusCode: 422 })
  const problem = 'There is no tax rate of this name. Those that there are: standard, reduced.'
  t.same(refused.json().problems, { tax_category: problem })
  t.equal((await client.post('/staff/goods/new', BREAD)).statusCode, 201)
  t.equal((await client.post(`/staff/goods/${id}`, { version: 0, price: '9' })).statusCode, 200)
  t.equal((await client.post(`/staff/goods/${id}/copy`)).statusCode, 201)
  const changed = await client.post(`/staff/goods/${id}`, { version: 1, tax_category: 'reduced ed' })
  t.match(changed.json().problems, { tax_category: problem })
  const file = 'slug,name,unit,category,price,tax_category\nrye,Rye,1 kg,fruit,2.50,redcued\n'
  const { problems } = await checkCsv(app, client, '/staff/goods/import', file)
  t.match(problems, [{ column: 'tax_category', problem }])
})

test('a copy is like the good, but not published, and at an address of its own', async (t) => {
  const { id } = await createGood(app.db, { name: 'Honey', description: 'Sweet.' })
  await client.post(`/staff/goods/${id}`, { version: 0, origin: 'Franconia' })
  const { headers } = await client.submit(`/staff/goods/${id}/copy`)
  const { body } = await client.visit(String(headers.location))
  t.match(body, '«Honey (copy)» is saved.')
  t.match(body, 'value="Franconia"')
  const copy = await app.db.good.findUniqueOrThrow({ where: { slug: 'honey-copy' } })
  t.match(copy, { published: false, description: 'Sweet.', price: 250 })
})

test('two copies at once have two addresses', async (t) => {
  const { id } = await createGood(app.db, { name: 'Mead' })
  const made = await Promise.all([1, 2].map(() => client.post(`/staff/goods/${id}/copy`)))
  t.same(
    made.map(({ statusCode }) => statusCode),
    [201, 201]
  )
  const slugs = await app.db.good.findMany({ where: { name: 'Mead (copy)' }, orderBy: { slug: 'asc' } })
  t.match(slugs, [{ slug: 'mead-copy' }, { slug: 'mead-copy-2' }])
})

test('what visitors see of a good', async (t) => {
  const { id, slug } = await createGood(app.db, { name: 'Pears' })
  await t.test('ends when it is taken off the shelves, and begins again', async (t) => {
    for (const [state, statusCode] of [
      ['unpublished', 404],
      ['published', 200],
      ['archived', 404]
    ] as const) {
      t.same((await client.post(`/staff/goods/${id}/state`, { state })).json(), { state })
      t.equal((await client.visit(`/goods/${slug}`)).statusCode, statusCode, state)
      t.equal((await client.get('/goods?q=pears')).json().total, statusCode === 200 ? 1 : 0)
    }
    t.notSame((await app.db.good.findUniqueOrThrow({ where: { id } })).archivedAt, null)
    await client.submit(`/staff/goods/${id}/state`, { state: 'unpublished' })
    t.match((await client.visit(`/staff/goods/${id}`)).body, '«Pears» is not published any more')
  })

  await t.test('is told to staff who have its form open', async (t) => {
    const { version } = (await client.get(`/staff/goods/${id}`)).json()
    await client.post(`/staff/goods/${id}/state`, { state: 'published' })
    const late = await client.submit(`/staff/goods/${id}`, { version, name: 'Green pears' })
    t.equal(late.statusCode, 409)
    t.match(late.body, 'Green pears')
    const { version: present } = (await client.get(`/staff/goods/${id}`)).json()
    t.equal((await client.submit(`/staff/goods/${id}`, { version: present, unit: '2 kg' })).statusCode, 303)
    await client.post(`/staff/goods/${id}/state`, { state: 'unpublished' })
  })

  await t.test('is shown to staff before', async (t) => {
    const { statusCode, body, headers } = await client.visit(`/staff/goods/${id}/preview`)
    t.equal(statusCode, 200)
    t.match(body, '<h1>Pears</h1>')
    t.match(body, 'goods.css')
    t.match(headers, { 'x-robots-tag': 'noindex', 'cache-control': 'no-store' })
    t.equal((await client.visit('/staff/goods/999999/preview')).statusCode, 404)
  })
})

test('the texts of a good in another language', async (t) => {
  const { id, slug, categoryId } = await createGood(app.db, { name: 'Cherries', description: 'Sweet.' })
  const language = 'zh-Hans'
  await app.db.categoryTranslation.create({ data: { categoryId, language, name: '水果' } })
  const url = `/staff/goods/${id}/languages/${language}`
  const chinese = { name: '樱桃', unit: '1 公斤', origin: '德国' }

  await t.test('are typed beside those of the shop, and empty ones keep these', async (t) => {
    const link = `<a href="${url}" class="button secondary">In Simplified Chinese</a>`
    t.match((await client.visit(`/staff/goods/${id}`)).body, link)
    const { body } = await client.visit(url)
    t.match(body, '<h1>Cherries in Simplified Chinese</h1>')
    t.match(body, `<form method="post" action="${url}" data-keep>`)
    t.match(body, '<small id="description-hint" class="hint">Sweet.</small>')
    const shown = (await client.get(url)).json()
    t.match(shown, { version: 0, language, name: '', defaults: { name: 'Cherries', description: 'Sweet.' } })
    const saved = await client.submit(url, { ...shown, ...chinese, shown: JSON.stringify(shown) })
    t.match(saved, { statusCode: 303, headers: { location: url } })
    t.match((await client.visit(url)).body, 'The texts in Simplified Chinese are saved.')
    t.match((await client.get(url)).json(), { ...chinese, version: 1, description: '' })
    t.match(await findGood(app.db, slug, language), {
      name: '樱桃',
      description: 'Sweet.',
      facts: { origin: '德国' }
    })
    t.match((await client.get('/goods?q=樱桃')).json(), { total: 1, goods: [{ name: 'Cherries' }] })
    t.match(await app.db.goodName.findMany({ where: { goodId: id } }), [
      { language, sortKey: sortKey('樱桃', language) }
    ])
    const entry = await app.db.auditEntry.findFirstOrThrow({ where: { action: 'goods.translate' } })
    t.match(entry, { subjectId: String(id), actor: client.member.name })
    t.match(JSON.parse(entry.changes), { 'name (zh-Hans)': ['', '樱桃'] })
  })

  await t.test('are lost by neither of two who change them at once', async (t) => {
    const second = await client.submit(url, { version: '0', name: '车厘子' })
    t.equal(second.statusCode, 409)
    t.match(second.body, '<td class="text">车厘子</td><td class="text">樱桃</td>')
    t.match(await client.post(url, { name: '车厘子' }), { statusCode: 428 })
    const emptied = { version: 1, name: '', unit: '', origin: '' }
    t.match(await client.post(url, emptied), { statusCode: 200, headers: { etag: '"2"' } })
    t.equal(await app.db.goodFacts.count({ where: { goodId: id, language } }), 0)
  })

  await t.test('are refused without a name, and in a language that the shop has not', async (t) => {
    const { statusCode, body } = await client.submit(url, {
      version: '2',
      unit: '1 公斤',
      ingredients: '*奶'
    })
    t.equal(statusCode, 422)
    t.match(body, 'value="1 公斤"')
    const refused = await client.post(url, { version: 2, unit: '1 公斤', ingredients: '*奶' })
    t.same(Object.keys(refused.json().problems).sort(), ['ingredients', 'name'])
    for (const unknown of ['en', 'fr'])
      t.match((await client.get(`/staff/goods/${id}/languages/${unknown}`)).json(), {
        code: 'GOODS_ERR_NO_LANGUAGE'
      })
    t.equal((await client.get(`/staff/goods/999999/languages/${language}`)).statusCode, 404)
  })
})

test('the longest texts in Chinese are saved in each language, and saved again', async (t) => {
  const text = '字'.repeat(10_000)
  const texts = { description: text, ingredients: text, instructions: text }
  const made = await client.submit('/staff/goods/new', { ...BREAD, name: 'Sourdough bread', ...texts })
  const address = String(made.headers.location)
  const translation = `${address}/languages/zh-Hans`
  const translated = { version: '0', name: '面包', unit: '500 克', ...texts }
  t.equal((await client.submit(translation, translated)).statusCode, 303)
  for (const url of [address, translation]) {
    const { id, state, language, defaults, ...fields } = (await client.get(url)).json()
    const form = { ...fields, version: String(fields.version), shown: JSON.stringify(fields) }
    const saved = await client.submit(url, { ...form, description: `${text.slice(1)}!` })
    t.match(saved, { statusCode: 303 }, url)
    t.match((await client.get(url)).json(), { ...texts, description: /字!$/ })
  }
})
