import { test } from 'tap'
import { runGateway } from './fixtures/gateway-process.js'

// No database: it must not be asked.
const NOWHERE = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }

test('gateway routes lists every route', async (t) => {
  const table = runGateway(t, ['routes'], NOWHERE)
  t.equal(await table.exit, 0)
  t.match(table.output(), /^GET +\/goods\/:slug +goods\.show +goods +@larder\/goods +show$/m)
  t.match(table.output(), /^POST +\/carts\/lines +carts\.add +carts +@larder\/carts$/m)

  const json = runGateway(t, ['routes', '--json'], NOWHERE)
  await json.exit
  const rows: { method: string }[] = JSON.parse(json.output())
  t.has(
    rows.find(({ method }) => method === 'DELETE'),
    { url: '/carts/lines/:good', blueprint: 'carts' }
  )
})

test('gateway templates', async (t) => {
  t.test('lists every template with the file that wins', async (t) => {
    const gateway = runGateway(t, ['templates'], NOWHERE)
    t.equal(await gateway.exit, 0)
    t.match(gateway.output(), /^goods:buy +the app +\S*templates\/goods\/buy\.eta$/m)
    t.match(gateway.output(), /^goods:list +goods +\S*templates\/list\.eta$/m)
  })

  t.test('says of one where it is looked for', async (t) => {
    const gateway = runGateway(t, ['templates', 'goods:buy', '--json'], NOWHERE)
    t.equal(await gateway.exit, 0)
    const { owner, places } = JSON.parse(gateway.output())
    t.equal(owner, 'app')
    t.same(
      places.map(({ outcome }: { outcome: string }) => outcome),
      ['wins', 'missing', 'shadowed']
    )
  })

  t.test('fails where there is none of that name', async (t) => {
    for (const [name, says] of [
      ['goods:lost', /no template goods:lost/],
      ['gods:list', /No blueprint is named 'gods'/]
    ] as const) {
      const gateway = runGateway(t, ['templates', name], NOWHERE)
      t.equal(await gateway.exit, 1)
      t.match(gateway.output(), says)
    }
  })
})
