import fastifyCookie from '@fastify/cookie'
import jwt from '@fastify/jwt'
import secureSession from '@fastify/secure-session'
import fastifySession from '@fastify/session'
import fastifyView from '@fastify/view'
import { blueprints } from '@larder/blueprint'
import database from '@larder/database'
import { freshDatabase, PATIENT } from '@larder/testing'
import { Eta } from 'eta'
import Fastify, { type FastifyInstance, type FastifyPluginCallback } from 'fastify'
import fp from 'fastify-plugin'
import { type Test, test } from 'tap'
import session, { type SessionOptions, signIn, userOf } from '../src/index.js'

// Of no type, as JavaScript has them: their types are declared.
const USER: string = 'user'
const DB: string = 'db'
const SECRET = 'a secret of at least thirty-two characters'

/** Plugins that an app may have, with what is said where one is registered beside Larder, and what helps. */
const PLUGINS: {
  plugin: string
  register: (app: FastifyInstance) => unknown
  says: RegExp
  /** Registered before, none of these is in the way. */
  fine?: true
}[] = [
  {
    plugin: '@fastify/view',
    register: (app) => app.register(fastifyView, { engine: { eta: new Eta() } }),
    says: /^@larder\/blueprint adds 'reply\.view', which the app has already, by @fastify\/view: give `blueprints` .*decorateAs/
  },
  {
    plugin: '@fastify/session',
    register: (app) => app.register(awaited('@fastify/session', fastifySession, { secret: SECRET })),
    says: /^@larder\/session adds '(request\.session(Store)?|app\.decryptSession)', which the app has already, by @fastify\/session: .*register @fastify\/session in a plugin beside/
  },
  {
    plugin: '@fastify/secure-session',
    register: (app) =>
      app.register(
        awaited('@fastify/secure-session', secureSession, { secret: SECRET, salt: 'of-sixteen-chars' })
      ),
    says: /^@larder\/session adds 'request\.session', which .*, by @fastify\/secure-session: .*sessionName: 'admin'/
  },
  {
    plugin: '@fastify/jwt',
    register: (app) => app.register(awaited('@fastify/jwt', jwt, { secret: SECRET })),
    says: /^@larder\/session adds 'request\.user', which .*, by @fastify\/jwt: .*decorateAs: \{ user: 'customer' \}/
  },
  {
    plugin: 'a request.user of its own',
    register: (app) => app.register(fp(async (app) => void app.decorateRequest(USER, null))),
    says: /^@larder\/session adds 'request\.user', which the app has already, by the app, or a plugin of it: /
  },
  {
    plugin: 'an app.db of its own',
    register: (app) => app.register(fp(async (app) => void app.decorate(DB, null))),
    says: /^The app has `app\.db` already, .* Register Larder in a plugin of its own/
  },
  {
    plugin: '@fastify/cookie',
    register: (app) => app.register(fastifyCookie),
    says: /^@larder\/session adds 'app\.serializeCookie', .*, by @fastify\/cookie: register @fastify\/cookie before/,
    fine: true
  }
]

test('an app has already what Larder adds:', async (t) => {
  const url = await freshDatabase(t)
  for (const { plugin, register, says, fine } of PLUGINS) {
    await t.test(`${plugin}, registered before`, async (t) => {
      const app = makeApp(t)
      if (plugin === '@fastify/session') app.register(fastifyCookie)
      register(app)
      addLarder(app, url)
      if (fine) return t.resolves(async () => void (await app.ready()))
      return t.rejects(async () => void (await app.ready()), { message: says })
    })
    // Prisma's client cannot know that another plugin comes.
    if (plugin === 'an app.db of its own') continue
    await t.test(`${plugin}, registered later`, async (t) => {
      const app = makeApp(t)
      addLarder(app, url)
      register(app)
      await t.rejects(async () => void (await app.ready()), { message: says })
    })
  }
})

test('the way out is', async (t) => {
  const url = await freshDatabase(t)

  await t.test("another name for `request.user`, by which Larder's own guards do not go", async (t) => {
    const app = makeApp(t)
    app.register(jwt, { secret: SECRET })
    addLarder(app, url, { decorateAs: { user: 'customer' } })
    app.register(async (app) => {
      app.post('/in', async (request) => {
        await signIn(request, { id: 1, name: 'Ana', role: 'customer' })
      })
      app.get('/', async (request) => ({
        ours: userOf(request)?.name,
        named: Reflect.get(request, 'customer').name,
        theirs: request.user
      }))
    })
    await app.ready()
    await app.db.user.create({ data: { id: 1, name: 'Ana', passwordHash: '' } })
    const { cookies } = await app.inject({ method: 'POST', url: '/in' })
    const [{ name = '', value = '' } = {}] = cookies
    const { body } = await app.inject({ url: '/', cookies: { [name]: value } })
    t.same(JSON.parse(body), { ours: 'Ana', named: 'Ana', theirs: null })
  })

  await t.test("another name for the app's own `reply.view`", async (t) => {
    const templates = t.testdir({ 'hello.eta': 'by Larder' })
    const app = makeApp(t)
    const engine = { eta: new Eta({ views: t.testdirName }) }
    app.register(fastifyView, { engine, templates })
    app.register(blueprints, { templates, decorateAs: { view: 'page' } })
    app.register(
      async (app) => void app.get('/', (_request, reply) => Reflect.get(reply, 'page').call(reply, 'hello'))
    )
    t.equal((await app.inject('/')).body, 'by Larder')
  })

  await t.test('another name for the other one, or a plugin of its own beside or around', async (t) => {
    const app = makeApp(t)
    app.decorate('mailer', null)
    app.register(fp(async (app) => void app.decorate(DB, null)))
    app.register(async (other) => {
      await other.register(fastifyCookie)
      other.register(fastifySession, { secret: SECRET })
    })
    app.register(async (shop) => {
      shop.register(secureSession, { secret: SECRET, salt: 'of-sixteen-chars', sessionName: 'admin' })
      shop.register(fastifyView, { engine: { eta: new Eta() }, propertyName: 'render' })
      addLarder(shop, url)
      shop.get('/', async () => ({ users: await shop.db.user.count() }))
    })
    t.same((await app.inject('/')).json(), { users: 1 })
    t.equal(app.db, null, "outside, the app's is the app's")
  })

  await t.test("nothing at all, for an error handler: it gets Larder's errors with their code", async (t) => {
    const app = makeApp(t)
    app.setErrorHandler<Error & { code?: string; statusCode?: number }>((error, _request, reply) =>
      reply.code(error.statusCode ?? 500).send({ mine: error.code })
    )
    addLarder(app, url)
    app.register(async (app) => void app.post('/', async () => ''))
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers: { origin: 'https://elsewhere.example' }
    })
    t.equal(statusCode, 403)
    t.same(JSON.parse(body), { mine: 'SESSION_ERR_FOREIGN_ORIGIN' })
  })
})

/** Fastify ends the process for what a plugin with a callback throws: this one rejects. */
function awaited<Options extends object>(
  name: string,
  plugin: FastifyPluginCallback<Options>,
  options: Options
) {
  return fp(async (app) => void plugin(app, options, () => {}), { name })
}

function makeApp(t: Test): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

function addLarder(app: FastifyInstance, url: string, options: SessionOptions = {}): void {
  app.register(blueprints)
  app.register(database, { url, ...PATIENT })
  app.register(session, options)
}
