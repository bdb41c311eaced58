import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { blueprints } from '../src/index.js'
import { boot, makeApp, part } from './fixtures/site.js'

test('hooks run in their order: the app, what blueprints add to the app, the blueprint', async (t) => {
  const seen: string[] = []
  const app = makeApp(t)
  app.addHook('onRequest', async () => void seen.push('the app'))
  await app.register(blueprints)
  app.addHook('onRequest', async () => void seen.push('after blueprints'))
  for (const name of ['goods', 'users']) {
    const routes = async (app: FastifyInstance) => {
      app.addHook('onRequest', async () => void seen.push(`${name} alone`))
      app.addAppHook('onRequest', async () => void seen.push(`${name} for all`))
      app.get('/', async () => '')
    }
    app.register(part(name, routes), { prefix: `/${name}` })
  }
  app.get('/', async () => '')

  await app.inject('/goods')
  t.same(seen.splice(0), ['the app', 'goods for all', 'users for all', 'after blueprints', 'goods alone'])
  await app.inject('/')
  t.same(seen.splice(0), ['the app', 'goods for all', 'users for all', 'after blueprints'])
})

test('hooks after the answer run in their order, all of them', async (t) => {
  const seen: string[] = []
  const app = makeApp(t)
  await app.register(blueprints)
  for (const name of ['goods', 'users']) {
    const routes = async (app: FastifyInstance) =>
      app.addAppHook('onResponse', async () => void seen.push(`${name} for all`))
    app.register(part(name, routes), { prefix: `/${name}` })
  }
  const over = new Promise<void>((resolve) => {
    app.addHook('onResponse', async () => {
      seen.push('after blueprints')
      resolve()
    })
  })
  app.get('/', async () => '')

  await app.inject('/')
  await over
  t.same(seen, ['goods for all', 'users for all', 'after blueprints'])
})

test('a hook for the whole app', async (t) => {
  const hooked = (hook: (app: FastifyInstance) => void) => {
    const app = makeApp(t)
    app.register(blueprints)
    app.register(part('goods', async (app) => hook(app)))
    app.get('/', async () => 'the page')
    return app
  }

  await t.test('may answer', async (t) => {
    const app = hooked((app) =>
      app.addAppHook('preHandler', async (_request, reply) => reply.code(503).send('closed'))
    )
    t.match(await app.inject('/'), { statusCode: 503, body: 'closed' })
  })

  await t.test('may fail', async (t) => {
    const app = hooked((app) =>
      app.addAppHook('onRequest', async () => {
        throw Object.assign(new Error('not you'), { statusCode: 403 })
      })
    )
    t.match(await app.inject('/'), { statusCode: 403, body: /not you/ })
  })

  await t.test('needs the app to have registered `blueprints`', async (t) => {
    const app = makeApp(t)
    app.register(part('goods', async (app) => app.addAppHook('onRequest', async () => {})))
    await t.rejects(boot(app), { code: 'BLUEPRINT_ERR_NO_APP' })
  })
})

test('errors and missing pages', async (t) => {
  const app = makeApp(t)
  const routes = async (app: FastifyInstance) => {
    app.setErrorHandler(async (_error, _request, reply) => reply.code(500).send('goods is sorry'))
    app.setNotFoundHandler(async (_request, reply) => reply.code(404).send('no such good'))
    app.get('/broken', async () => {
      throw new Error('broken')
    })
  }
  app.register(part('goods', routes), { prefix: '/goods' })
  app.setNotFoundHandler(async (_request, reply) => reply.code(404).send('no such page'))
  app.get('/broken', async () => {
    throw new Error('the app is broken')
  })

  t.equal(
    (await app.inject('/goods/broken')).body,
    'goods is sorry',
    "are the blueprint's own below its prefix"
  )
  t.equal((await app.inject('/goods/nothing')).body, 'no such good')
  t.match((await app.inject('/broken')).body, 'the app is broken', "and the app's elsewhere")
  t.equal((await app.inject('/nothing')).body, 'no such page')
})
