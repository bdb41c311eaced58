import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { blueprints, listRoutes } from '../src/index.js'
import { wantsHtml } from '../src/requests/wants-html.js'
import { boot, makeApp, part } from './fixtures/site.js'

const goods = part('goods', async (app: FastifyInstance) => {
  app.get('/', { name: 'list' }, async () => '')
  app.route({ method: 'POST', url: '/', name: 'create', handler: async () => '' })
  app.get('/:slug', { name: 'show' }, async () => 'ours')
  app.post('/:slug', async () => '')
  app.register(async (inner) => inner.get('/all', { name: 'all' }, async () => ''), { prefix: '/deep' })
})

test('an app takes only the routes of a blueprint that it wants', async (t) => {
  for (const [routes, served] of [
    [{ only: ['list'] }, ['GET /goods']],
    [{ except: ['show', 'POST /:slug'] }, ['GET /goods', 'POST /goods', 'GET /goods/deep/all']],
    [{ only: ['list', 'show'], except: ['show'] }, ['GET /goods']],
    [{ only: [] }, []]
  ] as const) {
    await t.test(JSON.stringify(routes), async (t) => {
      const app = makeApp(t).register(blueprints)
      app.register(goods, { prefix: '/goods', routes })
      await boot(app)
      t.same(
        listRoutes(app).map(({ method, url }) => `${method} ${url}`),
        served
      )
      for (const url of ['/goods', '/goods/leeks', '/goods/deep/all']) {
        const status = served.some((one) => one === `GET ${url}`) ? 200 : 404
        t.equal((await app.inject(url)).statusCode, status, url)
      }
      t.equal(app.urlFor('goods.show', { slug: 'leeks' }), '/goods/leeks', 'the names of its URLs are kept')
    })
  }
})

test('an app puts a route of its own in the place of one', async (t) => {
  await t.test('at its URL, by its name', async (t) => {
    const app = makeApp(t).register(blueprints)
    app.register(goods, { prefix: '/goods', routes: { except: ['show'] } })
    app.register(async (app) => void app.get('/goods/:slug', async () => 'the app’s'))
    t.equal((await app.inject('/goods/leeks')).body, 'the app’s')
  })

  await t.test('at a URL of its own, to which all links lead', async (t) => {
    const app = makeApp(t).register(blueprints)
    app.register(goods, { prefix: '/goods', routes: { except: ['show'] } })
    app.register(async (app) => void app.get('/produce/:slug', { name: 'goods.show' }, async () => ''))
    await boot(app)
    t.equal(app.urlFor('goods.show', { slug: 'leeks' }), '/produce/leeks')
  })

  await t.test('which it has declared before', async (t) => {
    const app = makeApp(t).register(blueprints)
    app.register(async (app) => void app.get('/produce/:slug', { name: 'goods.show' }, async () => ''))
    app.register(goods, { prefix: '/goods', routes: { except: ['show'] } })
    await boot(app)
    t.equal(app.urlFor('goods.show', { slug: 'leeks' }), '/produce/leeks')
  })
})

test('a choice is refused that names no route, and says what there is', async (t) => {
  for (const routes of [{ only: ['shwo'] }, { except: ['shwo'] }]) {
    const app = makeApp(t).register(blueprints)
    app.register(goods, { prefix: '/goods', routes })
    await t.rejects(boot(app), {
      code: 'BLUEPRINT_ERR_ROUTE_CHOICE',
      message:
        "'goods' names 'shwo', which is none of its routes. They are: POST /:slug, all, create, list, show"
    })
  }
  const app = makeApp(t).register(
    part('goods', async () => {}),
    { routes: ['list'] as never }
  )
  await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_OPTION', message: "'routes'" })
})

test('a blueprint mounted within another one has a choice of its own', async (t) => {
  const outer = part('shop', async (app) => {
    app.get('/', { name: 'home' }, async () => '')
    await app.register(goods, { prefix: '/goods' })
  })
  const app = makeApp(t).register(blueprints)
  app.register(outer, { prefix: '/shop', routes: { only: ['home'] } })
  t.equal((await app.inject('/shop/goods/leeks')).statusCode, 200)
})

test('without pages, everybody is answered in JSON', async (t) => {
  const folder = t.testdir({ goods: { templates: { 'list.eta': 'a page' } } })
  const both = part(
    'goods',
    async (app) => {
      app.get('/', async (request, reply) => (wantsHtml(request) ? reply.view('list') : { goods: [] }))
      app.get('/form', async (_request, reply) => reply.view('list'))
    },
    folder
  )
  const app = makeApp(t).register(blueprints)
  app.register(both, { prefix: '/goods', pages: false })
  app.register(both, { prefix: '/pages', name: 'pages' })
  const headers = { accept: 'text/html' }
  t.equal((await app.inject({ url: '/pages', headers })).body, 'a page')
  t.same((await app.inject({ url: '/goods', headers })).json(), { goods: [] })
  t.match((await app.inject({ url: '/goods/form', headers })).json(), {
    statusCode: 406,
    code: 'BLUEPRINT_ERR_NO_PAGES'
  })
})
