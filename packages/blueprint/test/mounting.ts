import fastifyView from '@fastify/view'
import { Eta } from 'eta'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { blueprint, blueprints, listRoutes } from '../src/index.js'
import { early } from './fixtures/mutual/early.js'
import { late, postpone } from './fixtures/mutual/late.js'
import { boot, makeApp, makeSite, part, show, viewer } from './fixtures/site.js'

test('a blueprint in a single file is found below its prefix, and without one at the root', async (t) => {
  const register = blueprint({ name: 'users', defaults: {} }, async (app) => {
    app.get('/register', { name: 'register' }, async () => 'register page OK')
  })
  for (const [prefix, path] of [
    [undefined, '/register'],
    ['/users', '/users/register']
  ] as const) {
    const app = makeApp(t)
    app.register(register, { prefix })
    t.equal((await app.inject(path)).body, 'register page OK')
  }
})

test('a blueprint within a blueprint', async (t) => {
  const folder = t.testdir({
    app: { templates: { 'shop.goods': { 'list.eta': 'the app on goods of the shop' } } },
    goods: { templates: { 'list.eta': 'goods', 'show.eta': "show <%= urlFor('.show') %>" } },
    shop: { templates: { 'list.eta': 'shop', 'show.eta': 'shop' } }
  })
  const app = makeSite(t, folder)
  const goods = part('goods', withShow, folder)
  const shop = part('shop', async (app) => void app.register(goods, { prefix: '/goods' }), folder)
  app.register(shop, { prefix: '/shop' })
  await app.ready()

  t.equal(app.urlFor('shop.goods.show'), '/shop/goods/show', 'has both names and both prefixes')
  t.equal(await show(app, '/shop/goods', 'show'), 'show /shop/goods/show', 'and templates of its own')
  t.equal(
    await show(app, '/shop/goods', 'list'),
    'the app on goods of the shop',
    'which the app may override'
  )
  t.equal(await show(app, '/shop/goods', 'shop.goods:list'), 'goods')
})

test('a blueprint mounted twice', async (t) => {
  const goods = part('goods', withShow)

  await t.test('has two names, two prefixes and two sets of URLs', async (t) => {
    const app = makeApp(t)
    app.register(blueprints)
    app.register(goods, { prefix: '/goods' })
    app.register(goods, { prefix: '/wholesale', name: 'wholesale' })
    await app.ready()
    t.same([app.urlFor('goods.show'), app.urlFor('wholesale.show')], ['/goods/show', '/wholesale/show'])
  })

  await t.test('needs the second name', async (t) => {
    const app = makeApp(t)
    app.register(goods, { prefix: '/goods' })
    app.register(goods, { prefix: '/wholesale' })
    await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_NAME_TAKEN' })
  })
})

test('blueprints that use functions of each other are imported without a deadlock', async (t) => {
  const app = makeApp(t)
  postpone()
  app.register(early, { prefix: '/early' })
  app.register(late, { prefix: '/late' })
  t.equal((await app.inject('/early')).body, 'early asks late: late')
  t.equal((await app.inject('/late')).body, 'late asks early: early')
})

test('only some blueprints are served', async (t) => {
  const app = makeApp(t)
  app.register(blueprints, { only: ['goods'] })
  for (const name of ['goods', 'users']) app.register(part(name, withShow), { prefix: `/${name}` })
  await app.ready()
  t.equal((await app.inject('/goods/show')).statusCode, 200)
  t.equal((await app.inject('/users/show')).statusCode, 404)
  t.equal(app.urlFor('users.show'), '/users/show', 'pages can still link to the others')
})

test('a blueprint to be served that there is none of stops the boot', async (t) => {
  const app = makeApp(t)
  app.register(blueprints, { only: ['goods', 'god'] })
  app.register(part('goods'), { prefix: '/goods' })
  await t.rejects(boot(app), { message: "No blueprint is named 'god'. Known: goods" })
})

test('the table of routes', async (t) => {
  const folder = t.testdir({ goods: { templates: { 'list.eta': '' } } })
  const app = makeApp(t)
  app.register(blueprints)
  app.register(part('goods', viewing, folder), { prefix: '/goods' })
  await app.after()
  app.get('/', { name: 'home' }, async () => '')
  await app.ready()
  t.same(listRoutes(app), [
    {
      method: 'GET',
      url: '/goods',
      name: 'goods.list',
      blueprint: 'goods',
      package: undefined,
      templates: ['list'],
      bodyLimit: undefined,
      config: {}
    },
    {
      method: 'POST',
      url: '/goods',
      name: undefined,
      blueprint: 'goods',
      package: undefined,
      templates: [],
      bodyLimit: undefined,
      config: {}
    },
    {
      method: 'GET',
      url: '/',
      name: 'home',
      blueprint: '',
      package: undefined,
      templates: [],
      bodyLimit: undefined,
      config: {}
    }
  ])
})

test('a template that a route says it shows, and that is not there, stops the boot', async (t) => {
  const app = makeApp(t).register(part('goods', viewing))
  const message = /^The blueprint 'goods' has no template 'list'/
  await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_TEMPLATE_UNKNOWN', message })
})

async function withShow(app: FastifyInstance): Promise<void> {
  await viewer(app)
  app.get('/show', { name: 'show' }, async () => '')
}

async function viewing(app: FastifyInstance): Promise<void> {
  app.get('/', { name: 'list', templates: ['list'] }, async (_request, reply) => reply.view('list'))
  app.post('/', async () => '')
}

test('an app that has one of the names already is told at boot', async (t) => {
  for (const name of ['app.urlFor', 'app.assetUrl', 'app.addAppHook', 'app.renderMail', 'reply.view']) {
    const app = makeApp(t)
    const [place, key = ''] = name.split('.')
    if (place === 'app') app.decorate(key, null)
    else app.decorateReply(key, null)
    app.register(blueprints)
    const message = `@larder/blueprint adds '${name}', which the app has already, by the app, or a plugin of it: `
    await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_DECORATION_TAKEN', message })
  }
})

test('@fastify/view stands beside the views, under another name or in a plugin of its own', async (t) => {
  const folder = t.testdir({ goods: { templates: { 'list.eta': 'goods' } } })
  const app = makeApp(t)
  const engine = { eta: new Eta() }
  app.register(fastifyView, { engine, propertyName: 'render' })
  app.register(blueprints)
  app.register(part('goods', viewer, folder), { prefix: '/goods' })
  app.register(async (child) => {
    child.register(fastifyView, { engine })
  })
  await app.ready()
  t.equal(await show(app, '/goods', 'list'), 'goods')
})
