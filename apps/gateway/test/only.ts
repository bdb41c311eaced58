import { addressesBehave } from '@larder/addresses/testing'
import { cartsBehave } from '@larder/carts/testing'
import { checkoutBehave } from '@larder/checkout/testing'
import { deliveryBehave } from '@larder/delivery/testing'
import { goodsBehave } from '@larder/goods/testing'
import { ordersBehave } from '@larder/orders/testing'
import { freshDatabase, testApp } from '@larder/testing'
import { usersBehave } from '@larder/users/testing'
import { test } from 'tap'
import shop from '../src/app.js'
import { runGateway } from './fixtures/gateway-process.js'
import { Visitor } from './fixtures/visitor.js'

const features = [
  { name: 'users', page: '/users/login', behave: usersBehave },
  { name: 'addresses', page: '/addresses/static/addresses.css', behave: addressesBehave },
  { name: 'goods', page: '/goods', behave: goodsBehave },
  { name: 'carts', page: '/carts', behave: cartsBehave },
  { name: 'delivery', page: '/delivery', behave: deliveryBehave },
  { name: 'orders', page: '/orders/get_order', behave: ordersBehave },
  { name: 'checkout', page: '/checkout', behave: checkoutBehave }
]

for (const { name, behave } of features) {
  test(`${name} in an instance of the shop that serves nothing else`, async (t) => {
    const app = await testApp(t, [shop, { only: [name] }])
    await behave(t, app)
    for (const other of features) {
      const expected = other.name === name ? 200 : 404
      t.equal((await app.client().visit(other.page)).statusCode, expected, other.page)
    }
  })
}

test('gateway start --only goods', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  const gateway = runGateway(t, ['start', '--only', 'goods', '-b', '127.0.0.1:0'], { DATABASE_URL })
  await gateway.listening
  const visitor = new Visitor(/http:\/\/[\d.:]+/.exec(gateway.output())?.[0] ?? '')
  const list = await visitor.visit('/goods')
  t.equal(list.status, 200)
  t.match(list.body, 'href="/carts"', 'links to what other instances serve')
  const styles = [...list.body.matchAll(/<link rel="stylesheet" href="(.*?)">/g)].map(([, url = '']) => url)
  t.ok(styles.some((url) => url.startsWith('/goods/static/')))
  for (const url of styles) t.equal((await visitor.visit(url)).status, 200, url)
  t.equal((await visitor.visit('/carts')).status, 404)
})
