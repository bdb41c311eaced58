import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { blueprints } from '../src/index.js'
import { boot, makeApp, part } from './fixtures/site.js'

test('urlFor', async (t) => {
  let within = (_route: string) => ''
  const app = makeApp(t)
  app.register(blueprints)
  app.register(async (app) => {
    app.get('/', { name: 'home' }, answer)
  })
  app.register(
    part('goods', async (app) => {
      app.get('/', { name: 'list' }, answer)
      app.post('/', { name: 'list' }, answer)
      app.get('/:slug', { name: 'show' }, async (request) => request.params)
      app.get('/:slug/pictures/:number(^\\d+).:type', { name: 'picture' }, async (request) => request.params)
      app.get('/nameless', answer)
      app.register(async (inner) => inner.get('/all', { name: 'inner' }, answer), { prefix: '/deep' })
      within = app.urlFor
    }),
    { prefix: '/goods' }
  )
  app.register(part('users', logins))
  await app.ready()

  await t.test('knows routes by the name of their blueprint', async (t) => {
    t.equal(app.urlFor('goods.list'), '/goods')
    t.equal(app.urlFor('goods.inner'), '/goods/deep/all')
    t.equal(app.urlFor('users.login'), '/login', 'without a prefix')
    t.equal(within('goods.list'), '/goods')
    t.equal(within('users.login'), '/login')
  })

  await t.test('knows those of the same blueprint by a dot', async (t) => {
    t.equal(within('.list'), '/goods')
    t.equal(app.urlFor('.home'), '/')
    t.throws(() => within('.home'), { code: 'BLUEPRINT_ERR_ROUTE_UNKNOWN' })
    t.throws(() => within('.login'), { code: 'BLUEPRINT_ERR_ROUTE_UNKNOWN' })
  })

  await t.test("knows the app's own by their bare names", async (t) => {
    t.equal(app.urlFor('home'), '/')
    t.equal(within('home'), '/')
  })

  await t.test('fills in parameters so that they arrive as they were', async (t) => {
    for (const slug of [
      'pears',
      'a/b',
      'a b',
      'Äpfel',
      '梨',
      '50%',
      'a?b#c',
      'a+b&c',
      ':slug',
      '..x',
      '%2e'
    ]) {
      const url = app.urlFor('goods.show', { slug })
      t.match(url, /^\/goods\/[^/?#\s]+$/)
      t.same((await app.inject({ url })).json(), { slug })
    }
    const url = app.urlFor('goods.picture', { slug: 'pears', number: 2, type: 'svg' })
    t.equal(url, '/goods/pears/pictures/2.svg')
    t.same((await app.inject({ url })).json(), { slug: 'pears', number: '2', type: 'svg' })
    t.equal(app.urlFor('goods.show', { slug: 0 }), '/goods/0')
  })

  await t.test('adds what belongs after the question mark', async (t) => {
    const query = { q: 'red & green', page: 2, stock: false, sort: undefined, category: '' }
    t.equal(app.urlFor('goods.list', {}, query), '/goods?q=red+%26+green&page=2&stock=false')
    t.equal(app.urlFor('goods.list', {}, { q: undefined }), '/goods')
    t.equal(app.urlFor('home', {}, { q: 'ü' }), '/?q=%C3%BC')
  })

  await t.test('says which parameter is missing or unknown', async (t) => {
    for (const params of [undefined, { slug: '' }]) {
      t.throws(() => app.urlFor('goods.show', params), {
        code: 'BLUEPRINT_ERR_PARAM_MISSING',
        message: "The route 'goods.show' (/goods/:slug) needs the parameter 'slug'."
      })
    }
    t.throws(() => app.urlFor('goods.show', { slug: 'pears', page: 2 }), {
      code: 'BLUEPRINT_ERR_PARAM_UNKNOWN',
      message: /no parameter 'page'.* third argument/
    })
  })

  await t.test('refuses what no URL can hold', async (t) => {
    const refused = { code: 'BLUEPRINT_ERR_PARAM_VALUE', message: /'goods\.(show|list)' \(\/goods/ }
    for (const slug of ['.', '..', '\ud800', 'half\udc00']) {
      t.throws(() => app.urlFor('goods.show', { slug }), refused)
    }
    t.throws(() => app.urlFor('goods.list', {}, { q: '\ud800' }), refused)
    t.equal(app.urlFor('goods.show', { slug: '...' }), '/goods/...')
    t.equal(app.urlFor('goods.show', { slug: '🍐' }), '/goods/%F0%9F%8D%90')
    t.equal(app.urlFor('goods.list', {}, { q: '..' }), '/goods?q=..')
  })

  await t.test('names the routes that it knows when it is asked for another', async (t) => {
    t.throws(() => app.urlFor('goods.lost'), {
      message:
        "No route is named 'goods.lost'. Known: home, goods.list, goods.show, goods.picture, goods.inner, users.login"
    })
    t.throws(() => within('.lost'), { message: /^No route is named 'goods\.lost'/ })
    for (const name of ['', '.', 'toString', '__proto__']) {
      t.throws(() => app.urlFor(name), { code: 'BLUEPRINT_ERR_ROUTE_UNKNOWN' })
    }
  })
})

test('a prefix that does not begin with a slash, or ends with one, is refused with the right one', async (t) => {
  for (const [prefix, right] of [
    ['goods', "'/goods'"],
    ['/goods/', "'/goods'"],
    ['//shop//goods', "'/shop/goods'"],
    ['/', 'none at all']
  ] as const) {
    const app = makeApp(t)
    app.register(part('goods', logins), { prefix })
    const message = `The blueprint 'goods' cannot be mounted at '${prefix}'. A prefix begins with a slash and does not end with one. Write ${right}.`
    await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_PREFIX', message })
  }
})

test('names of routes', async (t) => {
  await t.test('may be the same in two blueprints', async (t) => {
    const app = makeApp(t)
    app.register(blueprints)
    for (const name of ['users', 'staff']) app.register(part(name, logins), { prefix: `/${name}` })
    await app.ready()
    t.same([app.urlFor('users.login'), app.urlFor('staff.login')], ['/users/login', '/staff/login'])
  })

  await t.test('stop the boot where two paths of a blueprint share one', async (t) => {
    const app = makeApp(t)
    app.register(
      part('users', async (app) => {
        await logins(app)
        app.get('/log-in', { name: 'login' }, answer)
      }),
      { prefix: '/users' }
    )
    await t.rejects(boot(app), {
      code: 'BLUEPRINT_ERR_ROUTE_TAKEN',
      message:
        "Two routes are named 'users.login': /users/login and /users/log-in. Give one of them another name."
    })
  })

  await t.test('stop the boot where urlFor could not fill in the path', async (t) => {
    for (const url of ['/files/*', '/list/:page?']) {
      const app = makeApp(t)
      app.register(part('goods', async (app) => void app.get(url, { name: 'odd' }, answer)))
      await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_ROUTE_PATH' })
    }
  })
})

async function logins(app: FastifyInstance) {
  app.get('/login', { name: 'login' }, answer)
}

async function answer() {
  return 'answered'
}

test('absolute URLs, and an app behind a path of a proxy', async (t) => {
  const app = makeApp(t)
  app.register(blueprints, { publicUrl: new URL('https://example.org/market/') })
  app.register(part('users', logins), { prefix: '/users' })
  await app.ready()
  t.equal(app.urlFor('users.login'), '/market/users/login')
  t.equal(
    app.urlFor('users.login', {}, { next: '/' }, { absolute: true }),
    'https://example.org/market/users/login?next=%2F'
  )
})

test('an absolute URL of an app that does not know how it is reached is refused', async (t) => {
  const app = makeApp(t)
  app.register(blueprints)
  app.register(part('users', logins), { prefix: '/users' })
  await app.ready()
  t.throws(() => app.urlFor('users.login', {}, {}, { absolute: true }), { code: 'BLUEPRINT_ERR_NO_ORIGIN' })
})

test('of a blueprint with a list of routes, what the list does not have is an error of type too', async (t) => {
  const app = makeApp(t)
  const routes = async (app: FastifyInstance) => {
    app.get('/', { name: 'list' }, answer)
    app.get('/:slug', { name: 'show' }, answer)
  }
  app.register(blueprints)
  app.register(part('listed', routes), { prefix: '/listed' })
  await app.ready()
  t.equal(app.urlFor('listed.list'), '/listed')
  t.equal(app.urlFor('listed.show', { slug: 'pears' }), '/listed/pears')
  // @ts-expect-error
  t.throws(() => app.urlFor('listed.lost'), { code: 'BLUEPRINT_ERR_ROUTE_UNKNOWN' })
  // @ts-expect-error
  t.throws(() => app.urlFor('listed.show'), { code: 'BLUEPRINT_ERR_PARAM_MISSING' })
  // @ts-expect-error
  t.throws(() => app.urlFor('listed.show', { slg: 'pears' }), { code: 'BLUEPRINT_ERR_PARAM_UNKNOWN' })
})

declare module '../src/routes/routes.js' {
  interface Routes {
    'listed.list': NoParams
    'listed.show': { slug: string }
  }
}
