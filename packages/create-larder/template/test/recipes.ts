import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testShop } from '@larder/gateway/testing'
import { createGood } from '@larder/goods/testing'

test('recipes', async (t) => {
  const app = await testShop(t)
  const visitor = app.client()
  const { id: goodId } = await createGood(app.db, { slug: 'apples', name: 'Apples' })
  await createGood(app.db, { slug: 'leeks', name: 'Leeks' })
  await app.db.recipe.create({ data: { slug: 'pie', title: 'Apple pie', text: 'Bake.', goodId } })

  await t.test('have a page each, which leads to what they are made of', async () => {
    assert.match((await visitor.visit('/recipes')).body, /<a href="\/recipes\/pie">Apple pie<\/a>/)
    assert.match((await visitor.visit('/recipes/pie')).body, /<a href="\/goods\/apples">Apples<\/a>/)
    assert.equal((await visitor.get('/recipes/none')).statusCode, 404)
  })

  await t.test('stand on the page of that good, and of no other', async () => {
    assert.match((await visitor.visit('/goods/apples')).body, /class="recipes-of-good"[\s\S]*Apple pie/)
    assert.doesNotMatch((await visitor.visit('/goods/leeks')).body, /recipes-of-good/)
  })
})

test('what is ours wins over what comes with Larder', async (t) => {
  const app = await testShop(t)
  const { body } = await app.client().visit('/')
  assert.match(body, /<h1[^>]*>[^<]*My shop/)
  assert.match(body, /<a href="\/recipes">[^<]+<\/a>[\s\S]*<footer/)
})
