import { createGood } from '@larder/goods/testing'
import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'

/** What holds of favourites at `/favourites` whatever app serves them. */
export async function favouritesBehave(t: Test, app: TestApp): Promise<void> {
  t.test('favourites are for customers', async (t) => {
    const { id: good } = await createGood(app.db)
    const client = app.client()
    t.equal((await client.get('/favourites')).statusCode, 401)
    t.equal((await client.post('/favourites', { good })).statusCode, 401)
    t.equal((await client.post(`/favourites/${good}/remove`)).statusCode, 401)
    t.equal((await client.post(`/favourites/${good}/to-cart`)).statusCode, 401)
  })
}
