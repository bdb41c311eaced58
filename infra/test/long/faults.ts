import { test } from 'tap'
import { deployShop } from '../fixtures/deployed-shop.js'
import { FAULTS, suffer } from '../fixtures/faults.js'
import { withoutNginx } from '../fixtures/tools.js'

// A short form of test/faults, which has more, for twenty thousand requests each. Without nginx npm test has one too.
test('visitors are served on through nginx', { skip: withoutNginx }, async (t) => {
  const shop = await deployShop(t, { instances: [{ workers: 1 }, { workers: 1 }] })
  for (const fault of FAULTS.filter(({ longOnly }) => !longOnly)) {
    await t.test(`at ${fault.name}`, async (t) => {
      await suffer(t, shop, fault, { times: 1, requests: 100, visitors: 4, pause: 40 })
    })
  }
})
