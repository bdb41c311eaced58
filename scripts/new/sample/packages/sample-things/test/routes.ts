import { blueprints } from '@larder/blueprint'
import { testApp, wholeAnswers } from '@larder/testing'
import tap, { test } from 'tap'
import sampleThings from '../src/index.js'
import { createSampleThing, sampleThingsBehave } from '../src/testing/index.js'

const app = await testApp(tap, wholeAnswers, [sampleThings, { prefix: '/sample-things', pageSize: 2 }])
const client = app.client()
await createSampleThing(app.db, { name: 'Oldest' })
await createSampleThing(app.db)
const newest = await createSampleThing(app.db, { name: 'Newest' })

test('the sample things, served alone', async (t) => {
  await sampleThingsBehave(t, await testApp(t, wholeAnswers, [sampleThings, { prefix: '/sample-things' }]))
})

test('GET /sample-things', async (t) => {
  t.test('shows a page of them, with its style', async (t) => {
    const { body } = await client.visit('/sample-things')
    t.match(body, `<a href="/sample-things/${newest.id}">Newest</a>`)
    t.notMatch(body, 'Oldest')
    const [style = ''] = body.match(/[^"]+\.css[^"]*/) ?? []
    t.match((await client.visit(style)).headers['content-type'], 'text/css')
  })

  t.test('leads from the first page to the last and back', async (t) => {
    const first = await client.visit('/sample-things')
    t.match(first.body, '<a href="/sample-things?page=2" rel="next">')
    t.notMatch(first.body, 'rel="prev"')
    const last = await client.visit('/sample-things?page=2')
    t.match(last.body, 'Oldest')
    t.match(last.body, '<a href="/sample-things" rel="prev">')
    t.notMatch(last.body, 'rel="next"')
    const beyond = await client.visit('/sample-things?page=9')
    t.match(beyond.body, 'Nothing here.')
    t.match(beyond.body, '<a href="/sample-things?page=2" rel="prev">')
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
