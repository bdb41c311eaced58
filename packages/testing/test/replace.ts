import { test } from 'tap'
import { replace } from '../src/index.js'

test('a property has another value until the test ends, or before', async (t) => {
  const shop: { name: string; open?: boolean } = { name: 'Larder' }
  await t.test('in it', async (t) => {
    replace(t, shop, 'name', 'Pantry')
    const restore = replace(t, shop, 'open', true)
    t.same(shop, { name: 'Pantry', open: true })
    restore()
    t.same(shop, { name: 'Pantry' }, 'what was not there is gone')
  })
  t.same(shop, { name: 'Larder' })
})
