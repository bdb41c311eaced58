import { listRoutes, type StaticsEntry } from '@larder/blueprint'
import { replace } from '@larder/testing'
import { Validator } from '@seriousme/openapi-schema-validator'
import { test } from 'tap'
import { withShop } from '../src/commands/with-shop.js'
import { gatewayHere } from './fixtures/gateway-here.js'

import { runGateway } from './fixtures/gateway-process.js'

test('gateway routes lists every route, without a database', async (t) => {
  const gateway = runGateway(t, ['routes'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' })
  t.equal(await gateway.exit, 0)
  t.match(gateway.output(), /^GET +\/goods\/:slug +goods\.show +goods +@larder\/goods +show$/m)
  t.match(gateway.output(), /^POST +\/carts\/lines +carts\.add +carts +@larder\/carts$/m)

  const { output } = await gatewayHere(t, 'routes', '--json')
  const rows: { method: string }[] = JSON.parse(output)
  t.has(
    rows.find(({ method }) => method === 'DELETE'),
    { url: '/carts/lines/:good', blueprint: 'carts' }
  )
})

test('gateway templates', async (t) => {
  t.test('lists every template with the file that wins', async (t) => {
    const { code, output } = await gatewayHere(t, 'templates')
    t.equal(code, 0)
    t.match(output, /^error +the app +\S*templates\/error\.eta$/m)
    t.match(output, /^goods:list +goods +\S*templates\/list\.eta$/m)
  })

  t.test('says of one where it is looked for', async (t) => {
    const { code, output } = await gatewayHere(t, 'templates', 'goods:layout', '--json')
    t.equal(code, 0)
    const { owner, places } = JSON.parse(output)
    t.equal(owner, 'app')
    t.same(
      places.map(({ outcome }: { outcome: string }) => outcome),
      ['missing', 'wins', 'missing', 'shadowed']
    )
  })

  t.test('says what fills the slots of pages', async (t) => {
    const { code, output } = await gatewayHere(t, 'templates', '--slots')
    t.equal(code, 0)
    t.match(output, /^goods\.show\.actions +1 +carts:buy +\S*carts\/templates\/buy\.eta$/m)
    t.match(output, /^orders-staff\.show\.end +empty$/m)
    const slots = JSON.parse((await gatewayHere(t, 'templates', '--slots', '--json')).output)
    t.match(
      slots.find(({ slot }: { slot: string }) => slot === 'goods.show.actions'),
      {
        fillings: [{ blueprint: 'carts', template: 'buy', place: 1 }]
      }
    )
  })

  t.test('lists those of mails, and says of one where it is looked for', async (t) => {
    t.match(await gatewayHere(t, 'templates', '--mail'), {
      code: 0,
      output: /^layout +the app +\S*mail\/layout\.eta$/m
    })
    const { output } = await gatewayHere(t, 'templates', '--mail', 'goods:layout')
    t.match(output, /^wins +\S*mail\/layout\.eta +the app's, for every blueprint$/m)
  })

  t.test('fails where there is none of that name', async (t) => {
    for (const [name, says] of [
      ['goods:lost', /no template goods:lost/],
      ['gods:list', /No blueprint is named 'gods'/]
    ] as const) {
      t.match(await gatewayHere(t, 'templates', name), { code: 1, output: says })
    }
  })
})

test('gateway statics says which routes have larger bodies', async (t) => {
  const { code, output } = await gatewayHere(t, 'statics', '--json')
  t.equal(code, 0)
  const entries: StaticsEntry[] = JSON.parse(output)
  const urls = entries.flatMap(({ bodyLimits = [] }) => bodyLimits.map(({ url }) => url))
  for (const url of [
    '/staff/goods/:id/pictures/files',
    '/staff/stock/import/files',
    '/staff/settings/:section/pictures/:field/file',
    '/payments/stripe/events'
  ])
    t.ok(urls.includes(url), url)
})

test('gateway statics has prefixes with the path of the public URL', async (t) => {
  replace(t, process, 'env', { ...process.env, LARDER_PUBLIC_URL: 'https://example.org/shop' })
  const entries: StaticsEntry[] = JSON.parse((await gatewayHere(t, 'statics', '--json')).output)
  const prefixes = new Map(entries.map(({ blueprint, prefix }) => [blueprint, prefix]))
  t.same([prefixes.get(''), prefixes.get('goods')], ['/shop', '/shop/goods'])
})

test('gateway openapi', async (t) => {
  const { code, output } = await gatewayHere(t, 'openapi')
  const { paths, components } = JSON.parse(output)

  t.test('prints a valid document of OpenAPI 3.1', async (t) => {
    t.equal(code, 0)
    for (const printed of [output, (await gatewayHere(t, 'openapi', '--yaml')).output]) {
      const validator = new Validator()
      t.same(await validator.validate(printed), { valid: true })
      t.equal(validator.version, '3.1')
    }
  })

  t.test('describes every route that is not a file, with a summary, by the blueprint', async (t) => {
    for (const { method, url, blueprint } of await withShop(listRoutes)) {
      if (url.endsWith('*')) continue
      const operation = paths[url.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
      t.match(operation, { summary: /\w/, tags: [blueprint || /app|operations/] }, `${method} ${url}`)
    }
  })

  t.test('says what an address answers to programs, with which status', async (t) => {
    const { responses, parameters } = paths['/goods'].get
    t.same(Object.keys(responses), ['200', '400', 'default'])
    t.same(Object.keys(responses[200].content), ['application/json', 'text/html'])
    const page = parameters.find(({ name }: { name: string }) => name === 'page')
    t.has(page, {
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1 }
    })
    t.same(Object.keys(paths['/carts/lines/{good}'].put.responses), ['200', '400', '403', '404', 'default'])
    t.same(components.schemas.Error.required, ['statusCode', 'error', 'message'])
  })

  t.test('says where somebody must be signed in', async (t) => {
    t.has(components.securitySchemes.session, { type: 'apiKey', in: 'cookie', name: 'session' })
    const { security, responses } = paths['/users/account'].get
    t.same(security, [{ session: [] }])
    t.ok(responses[401])
    t.equal(paths['/carts'].get.security, undefined)
  })
})
