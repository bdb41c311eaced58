import { blueprints, translatorOf } from '@larder/blueprint'
import session from '@larder/session'
import staff from '@larder/staff'
import { staffClient } from '@larder/staff/testing'
import { testApp } from '@larder/testing'
import tap, { test } from 'tap'
import pages, { currentVersion, findPageAt, renderText } from '../src/index.js'
import pagesStaff from '../src/staff/index.js'

const facts = () => ({
  seller: 'Anna *Larder*, Am Markt 2',
  email: 'shop@example.org',
  phone: '',
  vat: 'DE1'
})
const app = await testApp(
  tap,
  blueprints,
  session,
  staff,
  [pages, { prefix: '/pages', facts }],
  [pagesStaff, { prefix: '/staff/pages', facts }]
)
const english = translatorOf(app, 'en').t
const NAMES = ['imprint', 'terms', 'privacy', 'withdrawal', 'accessibility']

test('the draft of a page', async (t) => {
  for (const name of NAMES) {
    await t.test(`${name} is shown, with the seller’s data`, async (t) => {
      const { statusCode, body } = await app.client().visit(`/pages/${name}`)
      t.equal(statusCode, 200)
      t.match(body, 'Anna *Larder*, Am Markt 2', 'whose marks are no Markdown')
      t.notMatch(body, '{{')
      t.notMatch(body, '<h1></h1>')
    })
  }

  await t.test('says what is missing', async (t) => {
    t.match((await app.client().visit('/pages/imprint')).body, '<strong>[missing: phone number]</strong>')
  })

  await t.test('waits on the front page of the staff', async (t) => {
    const { body } = await (await staffClient(app)).visit('/staff')
    t.match(body, /What keeps the shop from selling[\s\S]*Imprint<\/a>: nobody has looked at the draft yet/)
    t.notMatch((await (await staffClient(app, { role: 'staff' })).visit('/staff')).body, 'draft')
  })

  await t.test('of no name is 404', async (t) => {
    t.equal((await app.client().visit('/pages/nothing')).statusCode, 404)
    t.equal((await app.client().visit('/pages/toString')).statusCode, 404)
  })
})

test('a page that the owner writes', async (t) => {
  const client = await staffClient(app)
  const write = (body: string, version: number) =>
    client.submit('/staff/pages/terms', { title: 'Our terms', body, version })

  await t.test('is shown from then on, as its first version', async (t) => {
    t.equal((await write('# Big\r\n\r\nWrite to {{email}}. <script>alert(1)</script>', 0)).statusCode, 303)
    const { body } = await app.client().visit('/pages/terms')
    t.match(body, '<h2>Big</h2>')
    t.match(body, 'Write to shop@example.org.')
    t.match(body, '&lt;script&gt;', 'in which HTML is text')
    t.equal(await currentVersion(app.db, 'terms'), 1)
    t.equal(await currentVersion(app.db, 'imprint'), null)
  })

  await t.test('can be looked at before it is saved', async (t) => {
    const fields = {
      title: 'Our terms',
      body: '**New** [x](javascript:alert(1))',
      version: 1,
      action: 'preview'
    }
    const { statusCode, body } = await client.submit('/staff/pages/terms', fields)
    t.equal(statusCode, 200)
    t.match(body, '<strong>New</strong>')
    t.match(body, '<body class="staff" data-answer>', 'and is not left by mistake')
    t.notMatch((await client.visit('/staff/pages/terms')).body, 'data-answer')
    t.notMatch(body, 'href="javascript:')
    t.equal(await currentVersion(app.db, 'terms'), 1)
  })

  await t.test('keeps its versions, and can go back to one', async (t) => {
    await write('Second {{unknown}}', 1)
    const { body } = await client.visit('/staff/pages/terms?version=1')
    t.match(body, '# Big')
    t.match(body, 'id="title" name="title"')
    t.equal((await client.visit('/staff/pages/terms?version=7')).statusCode, 404)
    t.match((await client.get('/staff/pages/terms')).json(), { version: 2, body: 'Second {{unknown}}' })
  })

  await t.test('is known as it was at any moment, as a text to be read', async (t) => {
    const before = await findPageAt(app.db, 'terms', new Date('2020-01-01'), english)
    t.equal(before.version, 0, 'the draft')
    const now = await findPageAt(app.db, 'terms', new Date(), english)
    t.equal(now.version, await currentVersion(app.db, 'terms'))
    const text = renderText({ title: 'Terms', body: 'Write to {{email}}, {{phone}}.\n' }, facts(), english)
    t.equal(text, 'Terms\n\nWrite to shop@example.org, [missing: phone number].\n')
  })

  await t.test('is lost for neither of two who write it', async (t) => {
    const both = await Promise.all([write('Mine', 2), write('Theirs', 2)])
    t.same(both.map(({ statusCode }) => statusCode).sort(), [303, 409])
    t.equal(await app.db.pageVersion.count({ where: { name: 'terms' } }), 3)
    const first = await Promise.all(
      ['Mine', 'Theirs'].map((body) => client.post('/staff/pages/privacy', { title: 'P', body, version: 0 }))
    )
    t.same(first.map(({ statusCode }) => statusCode).sort(), [200, 409])
  })

  await t.test('has an audit entry for each version', async (t) => {
    const { entries } = (await client.get('/staff/log?subject_id=terms')).json()
    t.equal(entries.length, 3)
    t.match(entries[2], { action: 'pages.edit', changes: { title: ['Terms', 'Our terms'] } })
  })

  await t.test('may be long, and not too long', async (t) => {
    t.equal((await write('𠮷'.repeat(100_000), 3)).statusCode, 303)
    t.equal((await write('字'.repeat(100_001), 4)).statusCode, 400)
    for (const title of [' ', 'Our\0terms'])
      t.equal((await client.submit('/staff/pages/terms', { title, body: '', version: 4 })).statusCode, 400)
  })

  await t.test('has lines that end with LF, also of a program', async (t) => {
    await client.post('/staff/pages/imprint', { title: 'Imprint', body: '# Shop\r\n\r\nWe', version: 0 })
    t.match((await client.get('/staff/pages/imprint')).json(), { version: 1, body: '# Shop\n\nWe' })
  })
})
