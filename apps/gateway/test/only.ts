import { type TestApp, testApp } from '@larder/testing'
import { type Test, test } from 'tap'
// @boundaries-ignore the features' own tests, to which no published package has a door
import { cartsBehave } from '../../../packages/carts/test/fixtures/behaviour.js'
// @boundaries-ignore as above
import { goodsBehave, shelveThree } from '../../../packages/goods/test/fixtures/behaviour.js'
// @boundaries-ignore as above
import { usersBehave } from '../../../packages/users/test/fixtures/behaviour.js'
import shop from '../src/app.js'

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
