import { createGood } from '@larder/goods/testing'
import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'

/** What holds of reviews at `/reviews` whatever app serves them. */
export async function reviewsBehave(t: Test, app: TestApp): Promise<void> {
  const client = app.client()
  const { slug, name } = await createGood(app.db)

  t.test('GET /reviews/of/:slug has none of a good that nobody has reviewed', async (t) => {
    t.same((await client.get(`/reviews/of/${slug}`)).json(), {
      good: { slug, name },
      count: 0,
      average: null,
      reviews: [],
      next: null
    })
    t.match((await client.visit(`/reviews/of/${slug}`)).body, 'Nobody has reviewed this product yet.')
    t.equal((await client.get('/reviews/of/nothing-at-all')).statusCode, 404)
  })

  t.test('GET /reviews and the form are for customers', async (t) => {
    t.equal((await client.get('/reviews')).statusCode, 401)
    t.equal((await client.get(`/reviews/${slug}`)).statusCode, 401)
    t.equal((await client.post(`/reviews/${slug}`, { stars: 5 })).statusCode, 401)
  })
}
