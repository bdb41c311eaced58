import { replace, testApp } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import shop from '../src/app.js'
import { rememberCategories } from '../src/shop/remember-categories.js'
import { stockShelf } from './fixtures/shelf.js'

test('the header remembers the categories for five seconds, whatever the time of day', async (t) => {
  const app = await testApp(t, shop)
  await stockShelf(app)
  let now = 0
  const categoriesOfShop = rememberCategories(app, () => now)
  const hasRenamed = async () => (await categoriesOfShop('en')).some(({ name }) => name === 'Renamed')
  t.ok((await categoriesOfShop('en')).length > 0)
  await app.db.category.update({ where: { slug: 'fruit' }, data: { name: 'Renamed' } })
  now = 4_999
  t.notOk(await hasRenamed())
  now = 5_000
  const before = Date.now()
  replace(t, Date, 'now', () => before - 3_600_000)
  await until(hasRenamed, 'they are read again')
})
