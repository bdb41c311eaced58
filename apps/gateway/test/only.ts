import { freshDatabase, type TestApp, testApp } from '@larder/testing'
import { type Test, test } from 'tap'
// @boundaries-ignore the features' own tests, to which no published package has a door
import { cartsBehave } from '../../../packages/carts/test/fixtures/behaviour.js'
// @boundaries-ignore as above
import { goodsBehave, shelveThree } from '../../../packages/goods/test/fixtures/behaviour.js'
// @boundaries-ignore as above
import { usersBehave } from '../../../packages/users/test/fixtures/behaviour.js'
import shop from '../src/app.js'
import { runGateway } from './fixtures/gateway-process.js'
import { Visitor } from './fixtures/visitor.js'

const features = {
  goods: async (t: Test, app: TestApp) => {
    await shelveThree(app.db)
    await goodsBehave(t, app)
  },
  users: usersBehave,
  carts: cartsBehave
}
const PAGES = { goods: '/goods', users: '/users/login', carts: '/carts' }

for (const [feature, behave] of Object.entries(features)) {
  test(`${feature} in an instance of the shop that serves nothing else`, async (t) => {
    const app = await testApp(t, [shop, { only: [feature] }])
    await behave(t, app)
    for (const [other, page] of Object.entries(PAGES)) {
      t.equal((await app.client().visit(page)).statusCode, other === feature ? 200 : 404, page)
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
