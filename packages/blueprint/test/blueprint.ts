import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { test } from 'tap'
import { blueprint, blueprints, wantsHtml } from '../src/index.js'
import { boot, makeApp, part, show, viewer } from './fixtures/site.js'

test('a blueprint', async (t) => {
  await t.test('is mounted where the app wants it', async (t) => {
    const folder = t.testdir({ goods: { templates: { 'list.eta': `goods at <%= urlFor('.home') %>` } } })
    const goods = part(
      'goods',
      async (app) => {
        app.get('/home', { name: 'home' }, async () => '')
        await viewer(app)
      },
      folder
    )
    for (const prefix of ['/goods', '/shop/of/goods', undefined]) {
      const app = makeApp(t).register(goods, { prefix })
      t.equal(await show(app, prefix ?? '/', 'list'), `goods at ${prefix ?? ''}/home`)
    }
  })

  await t.test('keeps its hooks and decorations to itself', async (t) => {
    const app = makeApp(t)
    app.register(blueprints)
    app.register(
      part('goods', async (app) => {
        app.addHook('onSend', async (_request, reply) => {
          reply.header('x-goods', 'yes')
        })
        app.decorate('pears', 2)
        app.get('/goods', async () => app.hasDecorator('pears'))
      })
    )
    app.register(part('users', async (app) => void app.get('/users', async () => app.hasDecorator('pears'))))
    app.get('/', async () => '')
    await app.ready()
    const urls = ['/goods', '/users', '/']
    const answers = await Promise.all(urls.map((url) => app.inject({ url })))
    t.same(
      answers.map((answer) => answer.headers['x-goods']),
      ['yes', undefined, undefined]
    )
    t.same(
      answers.slice(0, 2).map((answer) => answer.json()),
      [true, false]
    )
    t.notOk(app.hasDecorator('pears'))
  })

  await t.test('has what it decorates itself with, and the app has its own', async (t) => {
    const folder = t.testdir({
      app: { 'who.eta': 'the app' },
      goods: { templates: { goods: {}, 'mine.eta': 'goods' } }
    })
    const app = makeApp(t)
    app.register(blueprints, { templates: `${folder}/app` })
    app.register(part('goods', viewer, folder), { prefix: '/goods' })
    app.get('/mine', async (_request, reply) => reply.view('mine'))
    app.get('/who', { name: 'who' }, async (_request, reply) => reply.view('who'))
    await app.ready()
    t.equal(await show(app, '/goods', 'mine'), 'goods')
    t.equal((await app.inject('/mine')).json().code, 'BLUEPRINT_ERR_TEMPLATE_UNKNOWN')
    t.equal((await app.inject('/who')).body, 'the app')
  })

  await t.test('gets its defaults for what the app does not give', async (t) => {
    const seen: object[] = []
    const goods = blueprint<{ page?: number; title?: string }>(
      { name: 'goods', defaults: { page: 12, title: 'Goods' } },
      async (_app, { page, title }) => void seen.push({ page, title })
    )
    for (const options of [{}, { page: 3 }, { title: undefined }]) {
      await makeApp(t).register(goods, options).ready()
    }
    t.same(seen, [
      { page: 12, title: 'Goods' },
      { page: 3, title: 'Goods' },
      { page: 12, title: 'Goods' }
    ])
  })

  await t.test('reads forms', async (t) => {
    const app = makeApp(t)
    const echo = async (app: FastifyInstance) => void app.post('/', async (request) => request.body)
    const short = {
      body: { type: 'object', properties: { text: { type: 'string', maxLength: 3 } } }
    } as const
    app.register(
      part('goods', async (app) => {
        await echo(app)
        app.post('/short', { schema: short }, async (request) => request.body)
      }),
      { prefix: '/goods' }
    )
    app.register(echo, { prefix: '/app' })
    const form = {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'name=a+b%26c&tag=x&tag=y'
    } as const
    t.same((await app.inject({ url: '/goods', ...form })).json(), { name: 'a b&c', tag: ['x', 'y'] })
    t.equal((await app.inject({ url: '/app', ...form })).statusCode, 415, 'the app decides for itself')
    const lines = await app.inject({
      url: '/goods/short',
      ...form,
      payload: 'text=a%0D%0Ab&tag=x%0D%0A&tag=y'
    })
    t.same(lines.json(), { text: 'a\nb', tag: ['x\n', 'y'] }, 'the end of a line is one character')
  })

  await t.test('reads forms of several parts, of fields alone', async (t) => {
    const app = makeApp(t)
    app.register(part('goods', async (app) => void app.post('/', async (request) => request.body)))
    const send = (payload: string, type = 'multipart/form-data; boundary=x') =>
      app.inject({ method: 'POST', url: '/', headers: { 'content-type': type }, payload })
    const field = (name: string, value: string, more = '') =>
      `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`

    const read = await send(
      `${field('name', 'a b&ü\r\n')}${field('tag', 'x')}${field('tag', 'y')}${field('__proto__', 'z')}--x--\r\n`
    )
    t.same(read.body, '{"name":"a b&ü\\n","tag":["x","y"],"__proto__":"z"}')
    t.same((await send('--x--\r\n')).json(), {}, 'no field')

    const file = await send(`${field('name', 'a')}${field('file', '%PDF', '; filename="a.pdf"')}--x--\r\n`)
    t.equal(file.statusCode, 415)
    t.match(file.json(), { code: 'BLUEPRINT_ERR_FORM_FILE', message: /No file can be sent here/ })
    for (const [payload, type] of [
      [field('name', 'a'), undefined],
      ['name=a', undefined],
      ['', undefined],
      [`${field('name', 'a')}--x--\r\n`, 'multipart/form-data']
    ] as const) {
      const response = await send(payload, type)
      t.equal(response.statusCode, 400, JSON.stringify(payload))
      t.match(response.json(), { code: /BLUEPRINT_ERR_FORM|FST_ERR_CTP/ })
    }
    t.equal((await send(`${field('n', '').repeat(1_001)}--x--\r\n`)).statusCode, 413)
    t.equal((await send(field('name', 'a'.repeat(1_100_000)))).statusCode, 413)
  })

  await t.test('reads forms as the app does where the app does', async (t) => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data']) {
      const app = makeApp(t)
      app.addContentTypeParser(type, async () => 'the app read it')
      app.register(part('goods', async (app) => void app.post('/', async (request) => request.body)))
      const form = { method: 'POST', url: '/', headers: { 'content-type': type }, payload: 'a=b' } as const
      t.equal((await app.inject(form)).body, 'the app read it')
    }
  })

  await t.test('takes files where its routes read them by themselves', async (t) => {
    const app = makeApp(t)
    const upload = async (app: FastifyInstance) => {
      app.removeContentTypeParser('multipart/form-data')
      app.addContentTypeParser('multipart/form-data', async () => 'the route read it')
      app.post('/', async (request) => request.body)
    }
    app.register(part('goods', upload))
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    t.equal((await app.inject({ method: 'POST', url: '/', headers, payload: 'a' })).body, 'the route read it')
  })
})

test('two blueprints of one name stop the boot', async (t) => {
  const goods = part('goods')
  const app = makeApp(t).register(goods, { prefix: '/goods' }).register(goods, { prefix: '/more' })
  await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_NAME_TAKEN', message: /'goods'/ })
})

test('two apps of one process do not meet', async (t) => {
  const goods = part('goods')
  for (const app of [makeApp(t), makeApp(t)]) await app.register(goods).ready()
})

test('a name that cannot be one is refused at once', async (t) => {
  const names = [
    '',
    'Goods',
    '2goods',
    'my goods',
    'goods.list',
    '../goods',
    '%2e%2e',
    'a:b',
    'güter',
    'a\0',
    'a\n'
  ]
  for (const name of names) {
    t.throws(() => part(name), { code: 'BLUEPRINT_ERR_NAME', message: `'${name}' cannot be` }, name)
  }
  t.throws(() => part('x'.repeat(65)), { code: 'BLUEPRINT_ERR_NAME', message: /1 to 64/ })
  t.throws(() => part('x'.repeat(5_000)), { message: /^'x{80}' cannot be a blueprint's name/ })
})

test('a folder that does not exist stops the boot, and is named with who wants it', async (t) => {
  const folder = t.testdir({})
  const app = makeApp(t).register(part('goods', undefined, folder))
  const message = `The blueprint 'goods' has no folder ${folder}/goods/. Make it, or correct the path.`
  await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_FOLDER_MISSING', message })
  for (const kind of ['templates', 'static']) {
    const app = makeApp(t).register(blueprints, { [kind]: `${folder}/${kind}` })
    await t.rejects(boot(app), { message: `The app has no folder ${folder}/${kind}. Make it` })
  }
})

test('what a blueprint needs and does not find stops the boot', async (t) => {
  const needy = (needs: object) => blueprint({ name: 'goods', defaults: {}, ...needs }, async () => {})
  const database = fp(
    async (app: FastifyInstance) => {
      app.decorate('stock', {}).decorateRequest('customer')
    },
    { name: 'database' }
  )
  const needs = { dependencies: ['database'], decorators: { fastify: ['stock'], request: ['customer'] } }
  await makeApp(t).register(database).register(needy(needs)).ready()

  await t.rejects(boot(makeApp(t).register(needy(needs))), {
    code: 'BLUEPRINT_ERR_NEEDS_PLUGIN',
    message: "The blueprint 'goods' needs the plugin 'database'. Register it before."
  })
  for (const decorators of [{ fastify: ['stock'] }, { request: ['customer'] }, { reply: ['receipt'] }]) {
    await t.rejects(boot(makeApp(t).register(needy({ decorators }))), {
      code: 'BLUEPRINT_ERR_NEEDS_DECORATION',
      message: new RegExp(`'goods' needs the decoration '${Object.values(decorators)[0]}'\\. Register`)
    })
  }
})

test('wantsHtml', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.all('/', async (request) => wantsHtml(request))
  const clients = [
    {
      who: 'a browser',
      accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      reads: true,
      writes: true
    },
    { who: 'fetch with JSON', accept: 'application/json', reads: false, writes: false },
    { who: 'axios', accept: 'application/json, text/plain, */*', reads: false, writes: false },
    { who: 'curl', accept: '*/*', reads: true, writes: false },
    { who: 'one that says nothing', accept: undefined, reads: true, writes: false },
    {
      who: 'one that likes JSON less',
      accept: 'application/json;q=0.5, text/html',
      reads: true,
      writes: true
    },
    { who: 'one that takes neither', accept: 'image/png', reads: false, writes: false }
  ]
  for (const { who, accept, reads, writes } of clients) {
    const ask = async (method: 'GET' | 'POST') =>
      (await app.inject({ method, url: '/', headers: accept === undefined ? {} : { accept } })).json()
    t.equal(await ask('GET'), reads, `${who} reads`)
    t.equal(await ask('POST'), writes, `${who} writes`)
  }
})
