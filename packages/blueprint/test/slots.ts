import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Test, test } from 'tap'
import { type BlueprintsOptions, blueprint, listSlots, type PageData, wantsHtml } from '../src/index.js'
import { boot, makeSite, part } from './fixtures/site.js'

/** A page of a good with two slots, and a list with one for each card; and two blueprints that fill them. */
const FILES = {
  goods: {
    templates: {
      'show.eta': `<% layout('layout', { title: it.good, styles: ['/goods.css'] }) %>
<h1><%= it.good %></h1><%~ slot('goods.show.after-price') %>[<%~ slot('goods.show.actions') %>]`,
      'list.eta': `<% for (const good of it.goods) { %><%~ include('card', { good }) %><% } %>`,
      'card.eta': `<li><%= it.good %><%~ slot('goods.card', { good: it.good }) %></li>`,
      'misspelt.eta': `<%~ slot('goods.show.action') %>`,
      'layout.eta': `<title><%= it.title %></title><%= (it.styles ?? []).join() %><%~ it.body %>`
    }
  },
  carts: {
    templates: {
      'buy.eta': `<a href="<%= urlFor('.add') %>"><%= it.good %>, at most <%= it.most %>, <%= it.visitor %></a>`
    },
    static: { 'carts.css': 'a {}' }
  },
  reviews: { templates: { 'stars.eta': `(<%= it.stars[it.good] %> stars)` } }
}

test('a slot', async (t) => {
  const folder = t.testdir(FILES)
  const app = await shop(t, folder)

  await t.test(
    'shows the template of another blueprint, with its data, its links and its style',
    async (t) => {
      const { statusCode, headers, body } = await app.inject('/goods/plums')
      t.equal(statusCode, 200)
      t.equal(headers['cache-control'], 'private, no-cache')
      t.match(body, '[<a href="/carts/add">plums, at most 7, Anna</a>]')
      t.match(body, /^<title>plums<\/title>\/goods\.css,\/carts\/static\/carts\.css\?v=\w+<h1>/)
    }
  )

  await t.test('escapes what the template prints, and is not escaped itself', async (t) => {
    const { body } = await app.inject(`/goods/${encodeURIComponent('<b>&')}`)
    t.match(body, '[<a href="/carts/add">&lt;b&gt;&amp;, at most 7, Anna</a>]')
  })

  await t.test('for each card of a list asks for the data of all at once', async (t) => {
    const before = asked.length
    const { body } = await app.inject('/goods')
    t.equal(body, '<li>plums(5 stars)</li><li>pears(5 stars)</li>')
    t.same(asked.slice(before), ['card: plums pears'])
  })

  await t.test('is empty where the page gives it nothing, and where nothing is to be shown', async (t) => {
    t.equal((await app.inject('/goods/card')).body, '<li>plums</li>')
    t.match((await app.inject('/goods/gone')).body, '[]')
    t.notMatch((await app.inject('/goods/gone')).body, 'carts.css')
  })

  await t.test('costs a program that asks for JSON nothing', async (t) => {
    const before = asked.length
    const { body } = await app.inject({ url: '/goods/plums', headers: { accept: 'application/json' } })
    t.equal(body, '{"good":"plums"}')
    t.equal(asked.length, before)
  })

  await t.test('that nobody has is a fault of the template that prints it', async (t) => {
    t.match((await app.inject('/goods/misspelt')).json(), {
      code: 'BLUEPRINT_ERR_SLOT_UNKNOWN',
      message:
        "A template prints the slot 'goods.show.action', which no blueprint has. Known: goods.card, goods.show.actions, goods.show.after-price"
    })
  })

  await t.test('that nobody has can be given nothing', async (t) => {
    const app = makeSite(t, folder).register(goods(folder))
    app.get('/lost', async (_request, reply) =>
      reply.view('list', { goods: [], slots: { 'goods.lost': { good: '' } } })
    )
    const { message } = (await app.inject('/lost')).json()
    t.match(message, "A page gives data to the slot 'goods.lost', which no blueprint has.")
  })
})

test('the templates of slots', async (t) => {
  const folder = t.testdir({
    ...FILES,
    app: { templates: { carts: { 'buy.eta': 'the app’s: <%= it.most %>' } } }
  })
  const apps = await Promise.all([true, false].map((development) => shop(t, folder, { development })))
  const shown = () =>
    Promise.all(apps.map(async (app) => /\[(.*)\]/.exec((await app.inject('/goods/plums')).body)?.[1]))
  t.same(await shown(), ['the app’s: 7', 'the app’s: 7'], 'are the app’s before those of who fills')
  await writeFile(path.join(folder, 'app/templates/carts/buy.eta'), 'new')
  t.same(await shown(), ['new', 'the app’s: 7'], 'and are read anew in development only')
})

test('what fails to fill a slot is left out and logged', async (t) => {
  const folder = t.testdir({
    ...FILES,
    carts: { templates: { 'buy.eta': `<% throw new Error('no template') %>` }, static: FILES.carts.static }
  })
  const lines: string[] = []
  const app = await shop(t, folder, {}, lines)
  for (const [url, says] of [
    ['/goods/plums', /could not be rendered: no template/],
    ['/goods/broken', /no data/]
  ] as const) {
    const { statusCode, body } = await app.inject(url)
    t.equal(statusCode, 200)
    t.match(body, /<h1>\w+<\/h1>\[\]$/)
    const line = lines.pop()
    t.match(line, says)
    t.match(line, "The blueprint 'carts' failed to fill the slot 'goods.show.actions'")
  }
})

test('a page that fails beside its slots is a fault as any other', async (t) => {
  const folder = t.testdir({
    ...FILES,
    app: { templates: { goods: { 'show.eta': '<% it.lost.found() %>' } } }
  })
  const app = await shop(t, folder)
  const response = await app.inject('/goods/plums')
  t.equal(response.statusCode, 500)
  t.match(response.headers['content-type'], 'application/json')
  t.equal(response.json().code, 'BLUEPRINT_ERR_TEMPLATE_FAILED')
})

test('several who fill one slot', async (t) => {
  const folder = t.testdir({
    app: { templates: { 'own.eta': 'app ' } },
    goods: FILES.goods,
    one: { templates: { 'word.eta': 'one ' } },
    other: { templates: { 'word.eta': 'other ' } }
  })
  const filled = async (slots?: BlueprintsOptions['slots']) => {
    const app = makeSite(t, folder, { slots })
    let running = 0
    const fill = async (app: FastifyInstance) =>
      app.fillSlot('goods.show.after-price', {
        template: 'word',
        async data() {
          running++
          await setImmediate()
          return {}
        }
      })
    for (const name of ['one', 'other']) app.register(part(name, fill, folder), { prefix: `/${name}` })
    app.register(goods(folder), { prefix: '/goods' })
    await app.after()
    app.fillSlot('goods.show.after-price', { template: 'own' })
    await app.ready()
    t.equal(running, 0)
    const { body } = await app.inject('/goods/plums')
    return { app, shown: /<\/h1>(.*) \[/.exec(body)?.[1], running }
  }
  const place = 'goods.show.after-price'
  const all = await filled()
  t.equal(all.shown, 'one other app', 'are shown as they registered')
  t.equal(all.running, 2)
  t.equal((await filled({ [place]: ['app', 'other', 'one'] })).shown, 'app other one', 'or as the app says')
  const few = await filled({ [place]: ['other'] })
  t.equal(few.shown, 'other', 'without those that it does not name')
  t.equal(few.running, 1, 'whose data is not asked for')
  t.equal((await filled({ [place]: [] })).shown, undefined)
  t.same(
    listSlots(few.app).map(({ slot, fillings }) => [
      slot,
      fillings.map(({ blueprint, template, file, place }) => [
        blueprint,
        template,
        path.relative(folder, file),
        place
      ])
    ]),
    [
      ['goods.card', []],
      ['goods.show.actions', []],
      [
        place,
        [
          ['other', 'word', 'other/templates/word.eta', 1],
          ['one', 'word', 'one/templates/word.eta', undefined],
          ['app', 'own', 'app/templates/own.eta', undefined]
        ]
      ]
    ]
  )
  await t.rejects(filled({ [place]: ['one', 'two'] }), {
    code: 'BLUEPRINT_ERR_SLOT_FILLER',
    message: `The option \`slots\` names 'two', which does not fill the slot '${place}'. It is filled by: one, other, app`
  })
})

test('what fills a slot tells search engines more of what the page is about', async (t) => {
  const folder = t.testdir({
    goods: { templates: { 'show.eta': `<%= JSON.stringify(it.meta?.structured) %>` } },
    reviews: { templates: { 'stars.eta': '' } }
  })
  const pages = blueprint(
    { name: 'goods', root: pathToFileURL(`${folder}/goods/`), slots: ['goods.show.end'], defaults: {} },
    async (app) => {
      app.get('/', async (_request, reply) => {
        const structured = [{ name: 'Plums' }, { trail: 1 }]
        return reply.view('show', { meta: { structured }, slots: { 'goods.show.end': {} } })
      })
      app.get('/plain', async (_request, reply) => reply.view('show', { slots: { 'goods.show.end': {} } }))
    }
  )
  const fill = async (app: FastifyInstance) =>
    app.fillSlot('goods.show.end', { template: 'stars', data: () => ({ structured: { rating: 5 } }) })
  const app = makeSite(t, folder)
    .register(pages, { prefix: '/goods' })
    .register(part('reviews', fill, folder))
  const shown = (await app.inject('/goods')).body.replaceAll('&quot;', '"')
  t.equal(shown, '[{"name":"Plums","rating":5},{"trail":1}]')
  t.equal((await app.inject('/goods/plain')).body, 'undefined', 'a page about nothing stays so')
})

test('a slot that is not there stops the boot, if its owner is', async (t) => {
  const folder = t.testdir({ ...FILES, stray: { templates: { 'buy.eta': '' } } })
  const stray = (template = 'buy', styles: string[] = []) =>
    part(
      'stray',
      async (app) => {
        app.fillSlot('goods.lost', { template, styles })
        app.fillSlot('goods.card', { template, styles })
      },
      folder
    )
  const withGoods = makeSite(t, folder).register(goods(folder)).register(stray())
  await t.rejects(boot(withGoods), {
    code: 'BLUEPRINT_ERR_SLOT_UNKNOWN',
    message:
      "The blueprint 'stray' fills the slot 'goods.lost', which no blueprint has. Known: goods.card, goods.show.actions"
  })
  await boot(makeSite(t, folder).register(stray()))
  await t.rejects(boot(makeSite(t, folder).register(stray('lost'))), {
    code: 'BLUEPRINT_ERR_TEMPLATE_UNKNOWN'
  })
  await t.rejects(boot(makeSite(t, folder).register(stray('buy', ['lost.css']))), {
    code: 'BLUEPRINT_ERR_ASSET_UNKNOWN'
  })
  const ordered = makeSite(t, folder, { slots: { 'goods.lost': [] } }).register(goods(folder))
  await t.rejects(boot(ordered), {
    code: 'BLUEPRINT_ERR_SLOT_UNKNOWN',
    message: "The option `slots` orders the slot 'goods.lost', which no blueprint has."
  })
})

test('what TypeScript knows of a slot is checked by it', async (t) => {
  const app = makeSite(t, t.testdir(FILES))
  await app.after()
  // @ts-expect-error
  const page: PageData = { slots: { 'goods.card': { goods: 1 } } }
  t.ok(page)
  // @ts-expect-error
  app.fillSlot('goods.unknown', { template: 'list' })
  // @ts-expect-error
  app.fillSlot('goods.card', { template: 'list', data: ({ good }) => ({ good }) })
  t.end()
})

test('a blueprint that other instances serve fills slots here', async (t) => {
  const folder = t.testdir(FILES)
  const app = await shop(t, folder, { only: ['goods'] })
  t.match((await app.inject('/goods/plums')).body, '[<a href="/carts/add">plums, at most 7, Anna</a>]')
  t.equal((await app.inject('/carts/add')).statusCode, 404)
})

test('a page that is the same for everybody shows only what says so of itself', async (t) => {
  const folder = t.testdir(FILES)
  const app = await shop(t, folder)
  t.equal((await app.inject('/goods/impersonal')).body, '<li>plums(5 stars)</li><li>pears(5 stars)</li>')
  t.match((await app.inject('/goods/impersonal-show')).body, '[]')
})

test('a template that fills a slot may include one that has slots', async (t) => {
  const folder = t.testdir({
    goods: FILES.goods,
    related: { templates: { 'more.eta': `more: <%~ include('goods:card', { good: 'figs' }) %>` } }
  })
  const app = makeSite(t, folder).register(goods(folder), { prefix: '/goods' })
  const fill = async (app: FastifyInstance) => {
    app.fillSlot('goods.show.actions', { template: 'more' })
    app.fillSlot('goods.card', { template: 'more' })
  }
  app.register(part('related', fill, folder))
  t.match((await app.inject('/goods/plums')).body, '[more: <li>figs</li>]')
})

const asked: string[] = []

/** The goods with who fills their slots: carts before it, reviews after. */
async function shop(
  t: Test,
  folder: string,
  options: BlueprintsOptions = {},
  lines: string[] = []
): Promise<FastifyInstance> {
  const app = makeSite(t, folder, { context: () => ({ visitor: 'Anna' }), ...options }, lines)
  app.register(part('carts', carts, folder), { prefix: '/carts' })
  app.register(goods(folder), { prefix: '/goods' })
  app.register(part('reviews', reviews, folder), { prefix: '/reviews' })
  await app.ready()
  return app
}

async function carts(app: FastifyInstance): Promise<void> {
  app.get('/add', { name: 'add' }, async () => '')
  app.fillSlot('goods.show.actions', {
    template: 'buy',
    styles: ['carts.css'],
    async data({ good }) {
      asked.push(`actions: ${good}`)
      if (good === 'broken') throw new Error('no data')
      return good === 'gone' ? undefined : { most: 7 }
    }
  })
}

async function reviews(app: FastifyInstance): Promise<void> {
  app.fillSlot('goods.card', {
    template: 'stars',
    impersonal: true,
    data({ goods }) {
      asked.push(`card: ${goods.join(' ')}`)
      return { stars: Object.fromEntries(goods.map((good) => [good, 5])) }
    }
  })
}

function show(good: string, reply: FastifyReply): FastifyReply {
  const slots = { 'goods.show.actions': { good }, 'goods.show.after-price': { good } }
  return reply.view('show', { good, slots })
}

function goods(folder: string) {
  return blueprint(
    {
      name: 'goods',
      root: new URL(`file://${folder}/goods/`),
      slots: ['goods.show.actions', 'goods.show.after-price', 'goods.card'],
      defaults: {}
    },
    async (app) => {
      const names = ['plums', 'pears']
      const toAll = { config: { impersonal: true } }
      const slots = { 'goods.card': { goods: names } }
      app.get('/', async (_request, reply) => reply.view('list', { goods: names, slots }))
      app.get('/impersonal', toAll, async (_request, reply) => reply.view('list', { goods: names, slots }))
      app.get('/impersonal-show', toAll, async (_request, reply) => show('plums', reply))
      app.get('/card', async (_request, reply) => reply.view('card', { good: 'plums' }))
      app.get('/misspelt', async (_request, reply) => reply.view('misspelt'))
      app.get<{ Params: { good: string } }>('/:good', async (request, reply) => {
        const { good } = request.params
        return wantsHtml(request) ? show(good, reply) : { good }
      })
    }
  )
}

declare module '../src/slots.js' {
  interface Slots {
    'goods.show.actions': { good: string }
    'goods.show.after-price': { good: string }
    'goods.card': { goods: string[] }
    'goods.show.end': object
    'goods.lost': { good: string }
  }
}
