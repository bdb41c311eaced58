import { blueprints } from '@larder/blueprint'
import { testApp } from '@larder/testing'
import tap, { test } from 'tap'
import sampleThings from '../src/index.js'
import { createSampleThing } from './fixtures/create-sample-thing.js'

const app = await testApp(tap, [sampleThings, { prefix: '/sample-things', pageSize: 2 }])
const client = app.client()
const plain = await createSampleThing(app.db, { name: 'Plain' })
const markup = await createSampleThing(app.db, { name: `<b>Bold</b> & "co"` })
const newest = await createSampleThing(app.db, { name: 'Newest' })

test('GET /sample-things', async (t) => {
  t.test('shows a page of them, with its style', async (t) => {
    const { statusCode, headers, body } = await client.visit('/sample-things')
    t.equal(statusCode, 200)
    t.match(headers['content-type'], 'text/html')
    t.match(body, `<a href="/sample-things/${newest.id}">Newest</a>`)
    t.notMatch(body, 'Plain')
    const [style = ''] = body.match(/[^"]+\.css[^"]*/) ?? []
    t.match((await client.visit(style)).headers['content-type'], 'text/css')
  })

  t.test('leads from the first page to the last and back', async (t) => {
    const first = await client.visit('/sample-things')
    t.match(first.body, '<a href="/sample-things?page=2" rel="next">')
    t.notMatch(first.body, 'rel="prev"')
    const last = await client.visit('/sample-things?page=2')
    t.match(last.body, 'Plain')
    t.match(last.body, '<a href="/sample-things" rel="prev">')
    t.notMatch(last.body, 'rel="next"')
    const beyond = await client.visit('/sample-things?page=9')
    t.match(beyond.body, 'Nothing here.')
    t.match(beyond.body, '<a href="/sample-things?page=2" rel="prev">')
  })

  t.test('shows markup as text', async (t) => {
    const { body } = await client.visit('/sample-things')
    t.match(body, '&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;co&quot;')
  })

  t.test('answers JSON to whoever prefers it', async (t) => {
    const { headers, ...response } = await client.get('/sample-things?page=2')
    t.match(headers['content-type'], 'application/json')
    const expected = [{ id: plain.id, name: 'Plain' }]
    t.same(response.json(), { sampleThings: expected, total: 3, page: 2, pages: 2 })
  })

  t.test('refuses a page that cannot be', async (t) => {
    for (const page of ['0', '-1', '1.5', 'abc', '1e999']) {
      const response = await client.get(`/sample-things?page=${page}`)
      t.equal(response.statusCode, 400, page)
      t.match(response.json().message, 'querystring/page')
    }
  })
})

test('GET /sample-things/:id', async (t) => {
  t.test('shows it, as a page and as JSON', async (t) => {
    const { statusCode, body } = await client.visit(`/sample-things/${markup.id}`)
    t.equal(statusCode, 200)
    t.match(body, '<h1>&lt;b&gt;Bold&lt;/b&gt; &amp; &quot;co&quot;</h1>')
    t.match(body, '<a href="/sample-things">')
    t.same((await client.get(`/sample-things/${plain.id}`)).json(), { id: plain.id, name: 'Plain' })
  })

  t.test('answers 404 where there is none, and 400 where there can be none', async (t) => {
    const missing = await client.get(`/sample-things/${newest.id + 1}`)
    t.equal(missing.statusCode, 404)
    t.equal(missing.json().code, 'SAMPLE_THINGS_ERR_NOT_FOUND')
    for (const id of ['0', '-1', 'abc', '1e999', '2147483648']) {
      t.equal((await client.get(`/sample-things/${id}`)).statusCode, 400, id)
    }
  })
})

test('mounted elsewhere, its links lead to its own pages', async (t) => {
  const app = await testApp(t, [sampleThings, { prefix: '/at/the/market' }])
  const { id } = await createSampleThing(app.db)
  const { body } = await app.client().visit('/at/the/market')
  t.match(body, `href="/at/the/market/${id}"`)
  t.notMatch(body, 'href="/sample-things')
})

test('the app’s layout wins over its own', async (t) => {
  const templates = t.testdir({ 'layout.eta': '<title><%= it.title %> at the app’s</title><%~ it.body %>' })
  const app = await testApp(t, [blueprints, { templates }], [sampleThings, { prefix: '/sample-things' }])
  const { body } = await app.client().visit('/sample-things')
  t.match(body, '<title>Sample things at the app’s</title>')
  t.match(body, '<h1>Sample things</h1>', 'its own page is within')
})
