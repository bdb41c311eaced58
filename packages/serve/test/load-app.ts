import { PassThrough } from 'node:stream'
import { type Test, test } from 'tap'
import { loadApp, parseAppSource } from '../src/load-app.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'

const BUILT_FROM_TYPESCRIPT = `
  Object.defineProperty(exports, '__esModule', { value: true })
  exports.default = create
  function create() { return require('fastify')() }`

const FILES = {
  'app.mjs': made('export const app = Fastify()\nexport const other = Fastify()'),
  'default.mjs': made('export default Fastify()'),
  'factory.mjs': made(
    'export default async ({ workers }, hand) => Fastify().decorate("told", [workers, hand])'
  ),
  'definition.mjs': made(
    'export default { create: () => Fastify(), warmUp: async (app, awaits) => awaits("nothing") }'
  ),
  'app.cjs': "module.exports = { app: require('fastify')() }",
  'default.cjs': "module.exports = require('fastify')()",
  'built.cjs': BUILT_FROM_TYPESCRIPT,
  'nested.mjs': made(
    'export const app = Fastify()\nawait app.register(async (part) => part.get("/", async ({ ip }) => ({ ip })))'
  ),
  'settings.mjs': made('export default { settings: { rows: {} }, create: () => Fastify() }'),
  'before.mjs': made('export default { before: async () => ({ hand: {} }), create: () => Fastify() }'),
  'empty.mjs': 'export const server = 1',
  'plugin.mjs': 'export default async function plugin(app) {}',
  'text.txt': 'app',
  'listens.mjs': made('const app = Fastify()\nawait app.listen({ port: 0 })\nexport default app'),
  'swallows.mjs': made('const app = Fastify()\napp.server.listen(0).unref()\nexport default app')
}

test('an app in a file', async (t) => {
  const folder = t.testdir(FILES)

  for (const name of [
    'app.mjs',
    'app.mjs:other',
    'default.mjs',
    'definition.mjs',
    'app.cjs',
    'default.cjs',
    'built.cjs',
    'built.cjs:default()'
  ]) {
    t.test(`is found: ${name}`, async (t) => {
      const { app } = await load(t, `${folder}/${name}`)
      t.match((await app.inject('/')).headers['x-request-id'], /^[\w-]{10,}$/, 'and has what its server adds')
    })
  }

  t.test('may be made by a function, which gets the settings', async (t) => {
    const { app } = await load(t, `${folder}/factory.mjs`, { workers: '3' })
    t.same(Reflect.get(app, 'told'), [3, { given: true }])
  })

  t.test('is served with all of its plugins, also those that were loaded before it was found', async (t) => {
    const { app, visits } = await load(t, `${folder}/nested.mjs`)
    const response = await app.inject({ url: '/', headers: { 'x-real-ip': '203.0.113.9' } })
    t.same(response.json(), { ip: '203.0.113.9' })
    t.ok(response.headers['x-request-id'])
    t.match(String(visits.read()), '203.0.113.9 - - ')
  })

  t.test('may say what it does before it serves', async (t) => {
    const { app, definition } = await load(t, `${folder}/definition.mjs`)
    const awaited: string[] = []
    await definition.warmUp?.(app, (what) => awaited.push(what))
    t.same(awaited, ['nothing'])
  })

  t.test('that has a limit of its own is not told another', async (t) => {
    const { errors } = await load(t, `${folder}/app.mjs`, { bodyLimit: '4096' })
    t.match(String(errors.read()), '--body-limit is without effect')
    t.equal((await load(t, `${folder}/app.mjs`)).errors.read(), null)
  })

  for (const [name, message] of [
    ['app.mjs:nothing', /exports nothing as nothing/],
    ['empty.mjs', /exports nothing as app, nor by default/],
    ['empty.mjs:server', /has no Fastify app as server, nor a function that returns one/],
    ['plugin.mjs', /has no Fastify app/],
    ['settings.mjs', /defines settings.*only a command of its own/],
    ['before.mjs', /runs before the workers.*only a command of its own/]
  ] as const) {
    t.test(`is refused: ${name}`, async (t) => {
      await t.rejects(load(t, `${folder}/${name}`), { code: 'SERVE_ERR_APP', message })
    })
  }

  t.test('is refused where it listens by itself', async (t) => {
    const errors = new PassThrough()
    await t.rejects(load(t, `${folder}/listens.mjs`, {}, errors), {
      code: 'SERVE_ERR_APP_LISTENS',
      message: /Leave app\.listen\(\) out/
    })
    t.match(String(errors.read()), 'Leave app.listen() out', 'said also where the app catches it')
    await t.rejects(load(t, `${folder}/swallows.mjs`), { code: 'SERVE_ERR_APP_LISTENS' })
  })

  t.test('that is not there is refused before anything is started', async (t) => {
    t.throws(() => parseAppSource(`${folder}/nothing`), {
      message: /nothing is not there\. Name the file of the app/
    })
    t.throws(() => parseAppSource(`${folder}/default:x`), { message: /Write .*default\.mjs:x/ })
  })

  t.test('is not loaded by who only asks where it is', async (t) => {
    t.ok(await loadApp({ file: `${folder}/text.txt` }))
  })
})

test('an app in a module of a command', async (t) => {
  const folder = t.testdir(FILES)
  await t.rejects(loadApp({ module: `file://${folder}/empty.mjs` }), {
    message: /no app as its default export/
  })
  const { settings } = await loadApp({ module: `file://${folder}/settings.mjs` })
  t.same(settings, { rows: {} })
})

function made(code: string): string {
  return `import Fastify from 'fastify'\n${code}\n`
}

async function load(t: Test, text: string, flags = {}, errors = new PassThrough()) {
  const { config } = readSettings(NO_SETTINGS, { flags, env: {} })
  const visits = new PassThrough()
  const definition = await loadApp(parseAppSource(text))
  const logs = { error: errors, access: visits, reopen() {}, close() {} }
  const app = await definition.create(config, { given: true }, logs)
  t.teardown(() => app.close())
  return { app, definition, errors, visits }
}
