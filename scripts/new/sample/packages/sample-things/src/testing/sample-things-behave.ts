import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'
import { createSampleThing } from './create-sample-thing.js'

/** What holds of the sample things at `/sample-things` whatever app serves them. There have to be none: it makes them. */
export async function sampleThingsBehave(t: Test, app: TestApp): Promise<void> {
  const client = app.client()
  const plain = await createSampleThing(app.db, { name: 'Plain' })
  const markup = await createSampleThing(app.db, { name: `<b>Bold</b> & "co"` })

  t.test('GET /sample-things', async (t) => {
    t.test('shows them, and markup as text', async (t) => {
      const { statusCode, headers, body } = await client.visit('/sample-things')
      t.equal(statusCode, 200)
      t.match(headers['content-type'], 'text/html')
      t.match(body, `<a href="/sample-things/${plain.id}">Plain</a>`)
      t.match(body, '&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;co&quot;')
    })

    t.test('answers JSON to whoever prefers it', async (t) => {
      const { headers, ...response } = await client.get('/sample-things')
      t.match(headers['content-type'], 'application/json')
      const { sampleThings, ...page } = response.json()
      t.same(page, { total: 2, page: 1, pages: 1 })
      t.same(sampleThings[1], { id: plain.id, name: 'Plain' })
    })

    t.test('refuses a page that cannot be', async (t) => {
      for (const page of ['0', '-1', '1.5', 'abc', '1e999']) {
        const response = await client.get(`/sample-things?page=${page}`)
        t.equal(response.statusCode, 400, page)
        t.match(response.json().message, 'querystring/page')
      }
    })
  })

  t.test('GET /sample-things/:id', async (t) => {
    t.test('shows it, as a page and as JSON', async (t) => {
      const { statusCode, body } = await client.visit(`/sample-things/${markup.id}`)
      t.equal(statusCode, 200)
      t.match(body, '<h1>&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;co&quot;</h1>')
      t.match(body, '<a href="/sample-things">')
      t.same((await client.get(`/sample-things/${plain.id}`)).json(), { id: plain.id, name: 'Plain' })
    })

    t.test('answers 404 where there is none, and 400 where there can be none', async (t) => {
      const missing = await client.get(`/sample-things/${markup.id + 1}`)
      t.equal(missing.statusCode, 404)
      t.equal(missing.json().code, 'SAMPLE_THINGS_ERR_NOT_FOUND')
      for (const id of ['0', '-1', 'abc', '1e999', '2147483648']) {
        t.equal((await client.get(`/sample-things/${id}`)).statusCode, 400, id)
      }
    })
  })
}
