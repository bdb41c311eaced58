import { createGood } from '@larder/goods/testing'
import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'

/** What holds of alerts at `/stock-alerts` whatever app serves them. */
export async function stockAlertsBehave(t: Test, app: TestApp): Promise<void> {
  const { id: good } = await createGood(app.db, { stock: 0 })

  t.test('POST /stock-alerts asks a guest to confirm the address', async (t) => {
    const asked = await app.client().post('/stock-alerts', { good, email: ' Ada@Example.org ' })
    t.match(asked.json(), { outcome: 'confirm', message: /sent an e-mail to ada@example\.org/ })
    t.match(await app.db.stockAlert.findFirst({ where: { goodId: good } }), {
      email: 'ada@example.org',
      confirmedAt: null
    })
  })

  t.test('refuses what is no address, and what is no product', async (t) => {
    const client = app.client()
    t.equal((await client.post('/stock-alerts', { good, email: 'ada' })).statusCode, 422)
    t.equal((await client.post('/stock-alerts', { good })).statusCode, 422)
    t.equal((await client.post('/stock-alerts', { good: 2_000_000_000, email: 'a@b.de' })).statusCode, 404)
    t.equal((await client.get('/stock-alerts/not-a-secret')).json().code, 'STOCK_ALERTS_ERR_LINK')
  })
}
