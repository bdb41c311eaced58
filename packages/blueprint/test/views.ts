import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { test } from 'tap'
import { blueprint } from '../src/index.js'
import { ask, boot, makeApp, makeSite, part, show, viewer } from './fixtures/site.js'

test('the cascade', async (t) => {
  const folder = t.testdir({
    app: {
      templates: {
        'everywhere.eta': 'the app',
        'shared.eta': 'the app',
        'layout.eta': `app(<%~ it.body %>)`,
        'row.eta': `the app's row`,
        goods: {
          'everywhere.eta': 'the app for goods',
          'override.eta': `<% layout('goods:override') %>more`,
          'borrow.eta': `<%~ include('users:everywhere') %>`
        }
      }
    },
    goods: {
      templates: {
        'everywhere.eta': 'goods',
        'shared.eta': 'goods',
        'own.eta': 'goods',
        'layout.eta': 'never used',
        'page.eta': `<% layout('layout') %>page`,
        'rows.eta': `<%~ include('row') %>, <%~ include('deep/row') %>`,
        'row.eta': 'never used',
        'override.eta': `goods(<%~ it.body ?? '' %>)`,
        deep: { 'row.eta': `goods' row` }
      }
    },
    users: { templates: { 'everywhere.eta': 'users', 'own.eta': 'users', 'secret.eta': 'for users only' } },
    bare: {}
  })
  const app = makeSite(t, folder)
  app.register(part('goods', viewer, folder), { prefix: '/goods' })
  app.register(part('users', viewer, folder))
  app.register(part('bare', viewer), { prefix: '/bare' })
  app.register(viewer, { prefix: '/app' })
  await app.ready()

  await t.test("finds the app's for the blueprint, then the app's, then the blueprint's own", async (t) => {
    t.equal(await show(app, '/goods', 'everywhere'), 'the app for goods')
    t.equal(await show(app, '/goods', 'shared'), 'the app')
    t.equal(await show(app, '/goods', 'own'), 'goods')
  })

  await t.test('never finds what is in another blueprint', async (t) => {
    t.equal(await show(app, '/', 'everywhere'), 'the app')
    t.equal(await show(app, '/', 'own'), 'users')
    t.equal(await show(app, '/goods', 'own'), 'goods')
    t.equal((await ask(app, '/goods', 'secret')).json().code, 'BLUEPRINT_ERR_TEMPLATE_UNKNOWN')
  })

  await t.test('is the way of layouts and includes too', async (t) => {
    t.equal(await show(app, '/goods', 'page'), 'app(page)')
    t.equal(await show(app, '/goods', 'rows'), `the app's row, goods' row`)
  })

  await t.test('is cut short by the name of an owner', async (t) => {
    t.equal(await show(app, '/goods', 'goods:everywhere'), 'goods')
    t.equal(await show(app, '/goods', 'override'), 'goods(more)')
    t.equal(await show(app, '/goods', 'borrow'), 'users')
    t.equal(await show(app, '/app', 'users:own'), 'users')
  })

  await t.test("is the app's alone for the app, and without folders for a blueprint without", async (t) => {
    t.equal(await show(app, '/app', 'everywhere'), 'the app')
    t.equal((await ask(app, '/app', 'own')).json().code, 'BLUEPRINT_ERR_TEMPLATE_UNKNOWN')
    t.equal(await show(app, '/bare', 'shared'), 'the app')
  })

  await t.test('names the places that it searched', async (t) => {
    const searched = ['app/templates/goods', 'app/templates', 'goods/templates']
    t.match((await ask(app, '/goods', 'lost/list')).json(), {
      statusCode: 500,
      message: `The blueprint 'goods' has no template 'lost/list'. Searched: ${searched
        .map((place) => path.join(folder, place, 'lost/list.eta'))
        .join(', ')}`
    })
    t.match((await ask(app, '/goods', 'users:lost')).json(), {
      message: `The blueprint 'users' has no template 'lost'. Searched: ${path.join(folder, 'users/templates/lost.eta')}`
    })
    t.match((await ask(app, '/app', 'lost')).json(), {
      message: `The app has no template 'lost'. Searched: ${path.join(folder, 'app/templates/lost.eta')}`
    })
    t.match((await ask(app, '/app', 'nobody:lost')).json(), { message: /'nobody'.*Searched: nothing$/ })
  })
})

test('a name that tries to leave the folders is refused', async (t) => {
  const folder = t.testdir({
    'secret.eta': 'secret',
    app: { 'secret.eta': 'secret', templates: { 'secret.eta': 'not secret' } },
    goods: {
      'secret.eta': 'secret',
      templates: { 'include.eta': '<%~ include(it.text) %>', 'secret.html': 'not a template' }
    }
  })
  const app = makeSite(t, folder)
  app.register(part('goods', viewer, folder))
  await app.ready()
  t.equal(await show(app, '/', 'secret'), 'not secret')

  const names = [
    '../secret',
    'a/../../secret',
    'goods:../secret',
    './secret',
    '..\\secret',
    '%2e%2e/secret',
    '%2e%2e%2fsecret',
    path.join(folder, 'secret'),
    '//secret',
    'secret\0',
    'secret\n',
    'secret.eta',
    'secret.html',
    'goods:',
    ':secret',
    '@secret',
    ' ',
    ''
  ]
  for (const name of names) {
    const answers = [await ask(app, '/', name), await ask(app, '/', 'include', name)]
    for (const answer of answers) {
      t.equal(answer.statusCode, 500, JSON.stringify(name))
      t.notMatch(answer.body, /^(not )?secret/)
      if (name !== '@secret') t.equal(answer.json().code, 'BLUEPRINT_ERR_TEMPLATE_NAME')
    }
  }
  const long = await ask(app, '/', 'x'.repeat(5_000))
  t.equal(long.json().code, 'BLUEPRINT_ERR_TEMPLATE_NAME')
  t.match(long.json().message, /^The blueprint 'goods' cannot have a template 'x{80}': a name is words/)
})

test('a page', async (t) => {
  const folder = t.testdir({
    app: {
      templates: {
        'text.eta': `<p title="<%= it.text %>"><%= it.text %></p><%~ it.text %>`,
        'context.eta': '<%= it.visitor %> <%= it.text %>',
        'links.eta': `<%= urlFor('.here') %> <%= assetUrl('site.css') %>`
      },
      static: { 'site.css': '' }
    },
    goods: {}
  })
  const app = makeSite(t, folder, {
    context: (request) => ({ visitor: request.headers['x-visitor'], text: 'of the context' })
  })
  app.register(
    part('goods', async (app) => {
      app.get('/here', { name: 'here' }, async (_request, reply) => reply.view('links'))
      app.get('/context', async (_request, reply) => reply.code(404).view('context'))
      await viewer(app)
    }),
    { prefix: '/goods' }
  )
  await app.ready()

  await t.test('escapes what it is given, unless told not to', async (t) => {
    const [given, escaped] = [`<b>"'&`, '&lt;b&gt;&quot;&#39;&amp;']
    t.equal(await show(app, '/goods', 'text', given), `<p title="${escaped}">${escaped}</p>${given}`)
  })

  await t.test('is HTML, with the status that was set', async (t) => {
    const response = await app.inject({ url: '/goods/context' })
    t.equal(response.headers['content-type'], 'text/html; charset=utf-8')
    t.equal(response.statusCode, 404)
  })

  await t.test("sees the request's context behind its own data", async (t) => {
    const url = '/goods?view=context&text=of the page'
    t.equal((await app.inject({ url, headers: { 'x-visitor': 'Anna' } })).body, 'Anna of the page')
    t.match((await app.inject({ url: '/goods/context' })).body, /of the context$/)
  })

  await t.test("has its blueprint's urlFor and assetUrl", async (t) => {
    t.match((await app.inject({ url: '/goods/here' })).body, /^\/goods\/here \/static\/site\.css\?v=/)
  })
})

test('a broken template', async (t) => {
  const folders = {
    "a blueprint's own": { app: {}, goods: { templates: { deep: { 'list.eta': '<% if ( %>' } } } },
    "the app's": { app: { templates: { 'list.eta': '<%= "unclosed' } }, goods: {} },
    "the app's for a blueprint": { app: { templates: { goods: { 'list.eta': '<% ) %>' } } }, goods: {} }
  }
  for (const [whose, files] of Object.entries(folders)) {
    await t.test(`stops the boot: ${whose}`, async (t) => {
      const folder = t.testdir(files)
      const app = makeSite(t, folder).register(part('goods', viewer, folder))
      await t.rejects(boot(app), {
        code: 'BLUEPRINT_ERR_TEMPLATE_BROKEN',
        message: /list\.eta does not compile/
      })
    })
  }

  await t.test('is one of which the layout has no place for it', async (t) => {
    const folder = t.testdir({
      app: { templates: { goods: { 'list.eta': `<% layout('goods:list') %><p>ours</p>` } } },
      goods: { templates: { 'list.eta': `<% layout('layout') %><h1>Goods</h1>` } }
    })
    const app = makeSite(t, folder).register(part('goods', viewer, folder))
    await t.rejects(boot(app), {
      code: 'BLUEPRINT_ERR_TEMPLATE_BROKEN',
      message: /goods\/list\.eta does not compile: its layout 'goods:list' does not print it\.body/
    })
    const shown = makeSite(t, folder, { development: true }).register(part('goods', viewer, folder))
    t.equal((await ask(shown, '/', 'list')).statusCode, 500, 'in development too')
  })

  await t.test('breaks only its own pages in development', async (t) => {
    const folder = t.testdir({ goods: { templates: { 'list.eta': '<% if ( %>', 'fine.eta': 'fine' } } })
    const app = makeSite(t, folder, { development: true }).register(part('goods', viewer, folder))
    t.equal((await ask(app, '/', 'list')).statusCode, 500)
    t.equal(await show(app, '/', 'fine'), 'fine')
  })
})

test('a template that changes', async (t) => {
  const folder = t.testdir({
    app: { templates: { 'layout.eta': 'old(<%~ it.body %>)' } },
    goods: { templates: { 'list.eta': `<% layout('layout') %>old` } }
  })
  const apps = [true, false].map((development) =>
    makeSite(t, folder, { development }).register(part('goods', viewer, folder))
  )
  const shown = () => Promise.all(apps.map((app) => show(app, '/', 'list')))
  t.same(await shown(), ['old(old)', 'old(old)'])

  const [own, layout] = ['goods/templates/list.eta', 'app/templates/layout.eta'] as const
  await writeFile(path.join(folder, own), `<% layout('layout') %>new`)
  await writeFile(path.join(folder, layout), 'new(<%~ it.body %>)')
  t.same(await shown(), ['new(new)', 'old(old)'], 'shows at once in development only')

  await writeFile(path.join(folder, 'app/templates/list.eta'), 'an override')
  t.same(await shown(), ['an override', 'old(old)'])
  await rm(path.join(folder, own))
  t.same(await shown(), ['an override', 'old(old)'])
})

test('a template that two apps of a process show', async (t) => {
  const folder = t.testdir({
    goods: {
      languages: { 'en.json': '{ "greeting": "Hello" }' },
      templates: { 'greet.eta': `<%= t('greeting') %>`, 'list.eta': `<% layout('frames:frame') %>list` }
    },
    one: { frames: { templates: { 'frame.eta': '(<%~ it.body %>)' } } },
    other: { frames: { templates: { 'frame.eta': 'nothing' } } },
    app: {
      languages: { 'goods.en.json': '{ "greeting": "Goods" }', 'wares.en.json': '{ "greeting": "Wares" }' }
    }
  })
  const site = (name: string, frames: string) => {
    const app = makeSite(t, folder, { messages: `${folder}/app/languages` })
    app.register(part('frames', viewer, `${folder}/${frames}`), { prefix: '/frames' })
    const root = pathToFileURL(`${folder}/goods/`)
    return app.register(blueprint({ name, root, defaults: {} }, viewer))
  }
  const [goods, wares] = [site('goods', 'one'), site('wares', 'one')]
  t.equal(await show(goods, '/', 'list'), '(list)')
  t.equal(await show(goods, '/', 'greet'), 'Goods')
  t.equal(await show(wares, '/', 'greet'), 'Wares', 'speaks as it is mounted there')
  await t.rejects(boot(site('goods', 'other')), {
    code: 'BLUEPRINT_ERR_TEMPLATE_BROKEN',
    message: /list\.eta does not compile: its layout 'frames:frame'/
  })
})

test('a part that is kept', async (t) => {
  const folder = t.testdir({
    goods: {
      languages: { 'en.json': '{ "price": "Price: {price}" }', 'de.json': '{ "price": "Preis: {price}" }' },
      templates: {
        'page.eta': `<%~ includeKept('row', { good: it.good }, { lazy: it.lazy, print: it.print }) %>`,
        'german.eta': `<%~ include('page', it.inLanguage('de')) %>`,
        'row.eta': `<%= t('price', { price: it.good.price }) %> <%= it.lazy %> <%= it.user ?? it.print('nobody') %>`
      }
    }
  })
  const languages = { urls: { '': 'en', de: 'de' } }
  const app = makeSite(t, folder, { context: () => ({ user: 'Anna' }), languages })
  const printed: string[] = []
  const print = (text: string) => {
    printed.push(text)
    return text
  }
  const goods = { plums: { price: '<1>' }, pears: { price: '2' } }
  const routes: Parameters<typeof part>[1] = async (site) => {
    site.get<{ Params: { view: string; good: keyof typeof goods; lazy: string } }>(
      '/:view/:good/:lazy',
      async (request, reply) => {
        const { view, good, lazy } = request.params
        return reply.view(view, { good: goods[good], lazy, print })
      }
    )
  }
  app.register(part('goods', routes, folder), { prefix: '/goods' })
  const bodyOf = async (url: string) => (await app.inject(url)).body
  const first = await bodyOf('/goods/page/plums/yes')
  t.equal(first, 'Price: &lt;1&gt; yes nobody', 'sees nothing of the visitor')
  t.equal(await bodyOf('/goods/page/plums/yes'), first)
  t.equal(printed.length, 1, 'is made once of a thing')
  t.equal(await bodyOf('/goods/page/plums/no'), 'Price: &lt;1&gt; no nobody')
  t.equal(await bodyOf('/goods/page/pears/yes'), 'Price: 2 yes nobody')
  t.equal(await bodyOf('/goods/german/pears/yes'), 'Preis: 2 yes nobody')
  t.equal(printed.length, 4, 'and once of each thing, each of the other values and each language')
  goods.pears = { price: '3' }
  t.equal(await bodyOf('/goods/page/pears/yes'), 'Price: 3 yes nobody', 'is made anew of what is read anew')
})

test('a template has the lines that it prints', async (t) => {
  const folder = t.testdir({
    goods: {
      templates: {
        'list.eta':
          "\uFEFF<% for (const name of ['a', 'b']) { %>\n<%= name %>\n<%~ include('row') %>\n<% } %>\r\nend\n",
        'row.eta': '\uFEFFrow'
      }
    }
  })
  const app = makeApp(t).register(part('goods', viewer, folder), { prefix: '/goods' })
  t.equal(await show(app, '/goods', 'list'), 'a\nrow\nb\nrow\nend\n', 'and no byte order mark')
})

test('a layout is there by default, and gives way to any other', async (t) => {
  const folder = t.testdir({
    goods: {
      templates: {
        'list.eta': `<% layout('layout', { title: '<Goods>', styles: ['/a.css'] }) %><h1>Goods</h1>`
      }
    },
    own: { templates: { 'list.eta': `<% layout('layout') %>own`, 'layout.eta': 'mine(<%~ it.body %>)' } }
  })
  for (const development of [false, true]) {
    const app = makeSite(t, folder, { development, context: () => ({ flashes: ['<Saved>', 'Sent.'] }) })
    app.register(part('goods', viewer, folder), { prefix: '/goods' })
    app.register(part('own', viewer, folder), { prefix: '/own' })
    await app.ready()
    const page = await show(app, '/goods', 'list')
    t.match(
      page,
      /^<!doctype html>\n<html lang="en">.*<title>&lt;Goods&gt;<\/title>.*<h1>Goods<\/h1>.*<\/html>\n$/s
    )
    t.match(page, '<link rel="stylesheet" href="/a.css">')
    t.match(
      page,
      '<div tabindex="-1" autofocus><p role="status">&lt;Saved&gt;</p>',
      'sentences get the focus'
    )
    t.equal(await show(app, '/own', 'list'), 'mine(own)')
  }
})

test('a blueprint needs nothing of the app', async (t) => {
  const folder = t.testdir({ goods: { templates: { 'list.eta': 'goods' } } })
  const app = makeApp(t).register(part('goods', viewer, folder), { prefix: '/goods' })
  t.equal(await show(app, '/goods', 'list'), 'goods')
})

test('a template that fails says where, in production too', async (t) => {
  const folder = t.testdir({
    goods: {
      templates: {
        'throws.eta': '<% it.nothing.more() %>',
        'outer.eta': "one\n<%~ include('inner') %>",
        'inner.eta': 'one\ntwo\n<%= it.nothing.more() %>',
        'text.eta': "<% throw 'a text' %>",
        'itself.eta': "<%~ include('itself') %>",
        'endless.eta': "<% layout('endless') %>"
      }
    }
  })
  const app = makeApp(t)
  app.register(part('goods', viewer, folder))
  await app.ready()
  for (const [name, message] of [
    ['throws', /goods\/templates\/throws\.eta, line 1 could not be rendered: Cannot read/],
    [
      'outer',
      /^The template \/[^,]*goods\/templates\/inner\.eta, line 3 could not be rendered: Cannot read[^,]*$/
    ],
    ['text', /text\.eta, line 1 could not be rendered: a text$/]
  ] as const) {
    t.match((await ask(app, '/', name)).json(), { code: 'BLUEPRINT_ERR_TEMPLATE_FAILED', message })
  }
  for (const name of ['itself', 'endless']) {
    const { code, message } = (await ask(app, '/', name)).json()
    t.equal(code, 'BLUEPRINT_ERR_TEMPLATE_RECURSION')
    t.match(message, `The blueprint 'goods' has a template '${name}' that includes itself`)
  }
})

test('times are shown in words, in the zone of the app', async (t) => {
  const folder = t.testdir({
    app: { templates: { 'time.eta': '<%= formatDate(it.text) %>; <%= formatTime(it.text) %>' } }
  })
  const night = '2026-11-25T23:55:01.000Z'
  for (const [timeZone, shown] of [
    [undefined, '25 November 2026; 25 November 2026 at 23:55 UTC'],
    ['Europe/Berlin', '26 November 2026; 26 November 2026 at 00:55 GMT+1'],
    ['America/New_York', '25 November 2026; 25 November 2026 at 18:55 GMT-5']
  ] as const) {
    const app = makeSite(t, folder, { timeZone })
    app.register(viewer, { prefix: '/app' })
    await app.ready()
    t.equal(await show(app, '/app', 'time', night), shown)
    t.match(
      await show(app, '/app', 'time', '2026-11-25'),
      /^25 November 2026;/,
      'a day is that day everywhere'
    )
  }
})

test('a period names its day once, and no zone', async (t) => {
  const folder = t.testdir({
    app: { templates: { 'period.eta': `<%= formatPeriod('2026-11-25T16:00:00Z', it.text || null) %>` } }
  })
  const app = makeSite(t, folder, { timeZone: 'Europe/Berlin' })
  app.register(viewer, { prefix: '/app' })
  await app.ready()
  for (const [until, shown] of [
    ['2026-11-25T19:00:00Z', 'Wednesday 25 November 2026, 17:00–20:00'],
    ['', 'Wednesday 25 November 2026 at 17:00']
  ] as const) {
    t.equal(await show(app, '/app', 'period', until), shown)
  }
})
