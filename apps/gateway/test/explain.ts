import { test } from 'tap'
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
    t.match(output, /^goods:buy +the app +\S*templates\/goods\/buy\.eta$/m)
    t.match(output, /^goods:list +goods +\S*templates\/list\.eta$/m)
  })

  t.test('says of one where it is looked for', async (t) => {
    const { code, output } = await gatewayHere(t, 'templates', 'goods:buy', '--json')
    t.equal(code, 0)
    const { owner, places } = JSON.parse(output)
    t.equal(owner, 'app')
    t.same(
      places.map(({ outcome }: { outcome: string }) => outcome),
      ['wins', 'missing', 'shadowed']
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
