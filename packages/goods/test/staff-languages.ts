import { checkCsv, staffClient } from '@larder/staff/testing'
import { englishIn } from '@larder/testing'
import { test } from 'tap'
import { createGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

test('staff in Chinese', async (t) => {
  const app = await staffApp(t, { '': 'zh-Hans', en: 'en' })
  const client = await staffClient(app)
  const { id } = await createGood(app.db, {
    name: 'Ceps',
    slug: 'ceps',
    category: 'mushrooms',
    regularPrice: 300,
    priorPrice: 290
  })
  await app.db.category.updateMany({ data: { name: 'Mushrooms' } })
  const base = '/staff/goods'
  const reads = (body: string, place: string) => {
    t.same(englishIn(body), [], place)
    t.match(body, '<html lang="zh-Hans">', place)
  }

  await t.test('reads all pages in it', async (t) => {
    const ofGood = ['', '/pictures', '/languages/zh-Hans', '/preview'].map((page) => `/${id}${page}`)
    const others = ['', '/new', '/categories', '/categories/languages/zh-Hans', '/import']
    await app.db.good.update({ where: { id }, data: { description: '肉质紧实。' } })
    await app.db.goodFacts.create({
      data: { goodId: id, language: 'zh-Hans', name: '牛肝菌', unit: '袋', description: '肉质紧实。' }
    })
    for (const page of [...others, ...ofGood]) {
      const { statusCode, body } = await client.visit(base + page)
      t.equal(statusCode, 200, page)
      reads(body, page)
    }
    reads((await client.visit('/staff')).body, 'front')
    const change = { id: String(id), action: 'price', per_mille: '100' }
    const { body } = await client.submit(`${base}/bulk`, change)
    t.match(body, '已选择 1 件商品，其中 1 件将被修改')
    reads(body, 'bulk')
  })

  await t.test('is told in it what was done, and what is wrong', async (t) => {
    const refused = await client.submit(`${base}/new`, { name: '', price: '1,2,3', content: 'x', salt: '1' })
    t.equal(refused.statusCode, 422)
    for (const problem of ['请填写名称。', '请按 12.50 的格式填写价格', '营养成分请全部填写，或全部留空。'])
      t.match(refused.body, problem)
    reads(refused.body, 'new')
    await client.submit(`${base}/${id}/state`, { state: 'unpublished' })
    t.match((await client.visit(`${base}/${id}`)).body, '“Ceps”已下架')
    await client.submit(`${base}/categories`, { name: 'Mushrooms' })
    const taken = await client.submit(`${base}/categories`, { name: 'Mushrooms' })
    t.match(taken.body, '已有同名的分类。')
    t.equal((await client.get(`${base}/999999`)).json().code, 'GOODS_ERR_NOT_FOUND')
    t.match(await sendPicture(), {
      refused: [{ problem: '无法识别这个图片文件。请上传完整的 JPEG、PNG、WebP 或 AVIF。' }]
    })
    const large = await sendPicture('x'.repeat(10 * 1024 * 1024 + 1))
    t.equal(large.code, 'PICTURES_ERR_TOO_LARGE')
    t.same(englishIn(large.message), [])
  })

  await t.test('gets the problems of a file in it', async (t) => {
    const file = 'slug,name,price,state,version\nceps,,,gone,7\nnew,A,0.1.2,,\nformer,,,,7\n'
    const { problems } = await checkCsv(app, client, `${base}/import`, file)
    t.ok(problems.length >= 4)
    for (const { problem } of problems)
      t.same(englishIn(problem.replace('published, unpublished, archived', '')), [])
    t.match(problems, [{ column: 'state', problem: '请填写以下之一：published, unpublished, archived。' }])
  })

  async function sendPicture(content = 'nothing') {
    const head = 'content-disposition: form-data; name="files"; filename="a.png"\r\ncontent-type: image/png'
    const response = await client.request({
      method: 'POST',
      url: `${base}/${id}/pictures/files`,
      headers: {
        accept: 'application/json',
        origin: 'http://localhost',
        'content-type': 'multipart/form-data; boundary=edge'
      },
      payload: `--edge\r\n${head}\r\n\r\n${content}\r\n--edge--\r\n`
    })
    return response.json()
  }
})

test('the names of categories in another language', async (t) => {
  const app = await staffApp(t)
  const client = await staffClient(app)
  const { id: goodId, categoryId } = await createGood(app.db, { name: 'Ceps', category: 'mushrooms' })
  await createGood(app.db, { category: 'fruit' })
  await client.get('/goods?q=ceps')
  const page = '/staff/goods/categories/languages/zh-Hans'
  const url = `/staff/goods/categories/${categoryId}/languages/zh-Hans`

  await t.test('are typed beside the shop’s own', async (t) => {
    t.match(
      (await client.visit('/staff/goods/categories')).body,
      `<a href="${page}" class="button secondary">`
    )
    const { body } = await client.visit(page)
    t.match(body, '<h1>Categories in Simplified Chinese</h1>')
    t.match(body, '<th scope="row">All mushrooms</th>')
    t.match((await client.submit(url, { version: '0', name: ' 菌菇 ' })).headers, { location: page })
    t.match((await client.visit(page)).body, 'value="菌菇" lang="zh-Hans"')
    t.match((await client.get(page)).json(), {
      categories: [
        { id: categoryId, name: 'All mushrooms', version: 1, translation: '菌菇' },
        { translation: '' }
      ]
    })
    const { changes } = await app.db.auditEntry.findFirstOrThrow({
      where: { action: 'goods.translate-category', subjectId: String(categoryId) }
    })
    t.match(JSON.parse(changes), { 'name (zh-Hans)': [null, '菌菇'] })
    await client.get('/goods?q=new')
    t.equal(await app.db.goodName.count({ where: { language: 'zh-Hans' } }), 2, 'and all goods sort in it')
    t.match(
      (await client.get('/goods?q=菌菇')).json(),
      { goods: [{ id: goodId }] },
      'by which goods are found'
    )
  })

  await t.test(
    'are lost by neither of two who change them at once, and end when they are emptied',
    async (t) => {
      const second = await client.submit(url, { version: '0', name: '蘑菇' })
      t.equal(second.statusCode, 409)
      t.match(second.body, '<td class="text">蘑菇</td><td class="text">菌菇</td>')
      t.match(await client.post(url, { version: 1, name: '' }), { statusCode: 200 })
      t.equal(await app.db.categoryTranslation.count(), 0)
      await client.get('/goods?q=new')
      t.equal(await app.db.goodName.count(), 0, 'so that no list is sorted by the names of some goods')
      for (const [place, code] of [
        [url.replace('zh-Hans', 'fr'), 'GOODS_ERR_NO_LANGUAGE'],
        [url.replace(String(categoryId), '999999'), 'GOODS_ERR_NO_CATEGORY']
      ] as const)
        t.match((await client.post(place, { version: 1, name: 'x' })).json(), { code })
    }
  )
  await t.test('end with their category', async (t) => {
    const { id } = (await client.post('/staff/goods/categories', { name: 'Tins' })).json()
    await client.post(`/staff/goods/categories/${id}/languages/zh-Hans`, { version: 0, name: '罐头' })
    await client.get('/goods?q=new')
    t.equal(await app.db.goodName.count(), 2)
    await client.post(`/staff/goods/categories/${id}/remove`)
    await client.get('/goods?q=new')
    t.equal(await app.db.goodName.count(), 0)
  })
})
