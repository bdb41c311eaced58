import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'

/** What holds of address books at `/addresses` whatever app serves them. */
export async function addressesBehave(t: Test, app: TestApp): Promise<void> {
  t.test('the addresses are for customers', async (t) => {
    for (const path of ['/addresses', '/addresses/new', '/addresses/1'])
      t.equal((await app.client().visit(path)).statusCode, 303, path)
    for (const path of ['/addresses', '/addresses/1', '/addresses/1/default', '/addresses/1/remove'])
      t.equal((await app.client().post(path, {})).statusCode, 401, path)
  })
}
