import path from 'node:path'
import { type Test, test } from 'tap'
import { explainTemplate, listMailTemplates, listTemplates, previewMail } from '../src/index.js'
import { boot, makeApp, makeSite, part, show, viewer } from './fixtures/site.js'

const VERIFY = {
  'subject.eta': 'Welcome, <%= it.name %>\n',
  'text.eta': `Dear <%= it.name %>, <%= urlFor('.here') %>`,
  'html.eta': `<% layout('layout') %><b><%= it.name %></b> <%= assetUrl('logo.png') %>`,
  'sample.json': '{ "name": "Anna & Co" }'
}

const LINES = `\uFEFF<% for (const name of it.names) { %>
Hello <%= name %>
<% } %>

See <%= urlFor('.here') %>
or <%= urlFor('.here') %>
on <%= formatDate('2026-11-25T23:55:01.000Z') %>

<% if (it.sold) { %>
Sold.
<% } %>
Bye
`

test("a blueprint's mails", async (t) => {
  const { app, mails } = await mount(t, {
    app: { mail: { 'layout.eta': `app(<%~ it.body %>)`, users: { plain: { 'text.eta': 'from the app' } } } },
    users: {
      mail: {
        verify: VERIFY,
        lines: { 'subject.eta': 'Lines', 'text.eta': LINES },
        plain: { 'subject.eta': 'Plain', 'text.eta': 'from users' },
        'layout.eta': 'never used'
      },
      templates: { 'verify.eta': 'a page' },
      static: { 'logo.png': '' }
    }
  })

  await t.test('are made of their templates, of which only the HTML escapes what it is given', async (t) => {
    const { subject, text, html } = mails('verify', { name: '<Anna>' })
    t.equal(subject, 'Welcome, <Anna>')
    t.equal(text, 'Dear <Anna>, https://shop.example/deep/users/here')
    t.match(html, 'app(<b>&lt;Anna&gt;</b> https://shop.example/deep/users/static/logo.png?v=')
  })

  await t.test('keep the ends of their lines', async (t) => {
    t.equal(
      mails('lines', { names: ['Anna', 'Bo'], sold: false }).text,
      'Hello Anna\nHello Bo\n\nSee https://shop.example/deep/users/here\nor https://shop.example/deep/users/here\non 25 November 2026\n\nBye\n'
    )
  })

  await t.test("are found by the pages' cascade, file by file", async (t) => {
    t.same(mails('plain', {}), { subject: 'Plain', text: 'from the app' }, 'and need no HTML')
    t.equal(mails('users:plain', {}).text, 'from users')
    t.equal(await show(app, '/users', 'verify'), 'a page')
    t.throws(() => mails('lost', {}), {
      code: 'BLUEPRINT_ERR_TEMPLATE_UNKNOWN',
      message: /'lost\/subject'\. Searched: .*app\/mail\/users\/lost\/subject\.eta, /
    })
    t.throws(() => mails('../verify', {}), { code: 'BLUEPRINT_ERR_TEMPLATE_NAME' })
  })

  await t.test('are listed, and explained as templates are', async (t) => {
    t.same(listMailTemplates(app), [
      { blueprint: 'users', name: 'lines' },
      { blueprint: 'users', name: 'plain' },
      { blueprint: 'users', name: 'verify' }
    ])
    const { file, places } = explainTemplate(app, 'users', 'plain/text', 'mail')
    t.match(file, path.join('app', 'mail', 'users', 'plain', 'text.eta'))
    t.same(
      places.map(({ outcome }) => outcome),
      ['wins', 'missing', 'shadowed']
    )
    const names = listTemplates(app, 'mail').map(({ blueprint, template }) => `${blueprint}:${template}`)
    t.ok(names.includes('users:verify/html'))
    t.notOk(names.includes('users:verify'))
  })

  await t.test('can be looked at with the data of their sample', async (t) => {
    t.match(previewMail(app, { blueprint: 'users', name: 'verify' }), {
      subject: 'Welcome, Anna & Co',
      html: 'Anna &amp; Co'
    })
    t.equal(previewMail(app, { blueprint: 'users', name: 'plain' }).subject, 'Plain', 'or without')
    t.throws(() => previewMail(app, { blueprint: 'gods', name: 'plain' }), {
      code: 'BLUEPRINT_ERR_NAME_UNKNOWN'
    })
  })
})

test('a mail that is broken stops the boot, and a sample that is says which file', async (t) => {
  const broken = { users: { mail: { verify: { ...VERIFY, 'text.eta': '<% if ( %>' } } } }
  await t.rejects(mount(t, broken), { code: 'BLUEPRINT_ERR_TEMPLATE_BROKEN', message: /verify\/text\.eta/ })
  const { app } = await mount(t, {
    users: { mail: { verify: { 'subject.eta': '', 'text.eta': '', 'sample.json': '{' } } }
  })
  t.throws(() => previewMail(app, { blueprint: 'users', name: 'verify' }), {
    code: 'BLUEPRINT_ERR_SAMPLE',
    message: /verify\/sample\.json/
  })
})

test('a mail with a link needs to know how visitors reach the app', async (t) => {
  const folder = t.testdir({ users: { mail: { verify: VERIFY }, static: { 'logo.png': '' } } })
  const app = makeApp(t)
  let render = app.renderMail
  app.register(
    part(
      'users',
      async (users) => {
        users.get('/here', { name: 'here' }, async () => '')
        render = users.renderMail
      },
      folder
    )
  )
  await boot(app)
  t.throws(() => render('verify', { name: 'Anna' }), { code: 'BLUEPRINT_ERR_NO_ORIGIN' })
})

/** An app below `/deep`, with the blueprint `users` at `/users`, whose mails are returned. */
async function mount(t: Test, files: Record<string, object>) {
  const folder = t.testdir(files as Parameters<Test['testdir']>[0])
  const app = makeSite(t, folder, {
    publicUrl: new URL('https://shop.example/deep'),
    mail: files.app && path.join(folder, 'app', 'mail')
  })
  let mails = app.renderMail
  app.register(
    part(
      'users',
      async (users) => {
        users.get('/here', { name: 'here' }, async () => '')
        await viewer(users)
        mails = users.renderMail
      },
      folder
    ),
    { prefix: '/users' }
  )
  await boot(app)
  return { app, mails }
}
