import { guestWith } from '@larder/carts/testing'
import { BERLIN, openCheckout } from '@larder/checkout/testing'
import { createMethod } from '@larder/delivery/testing'
import { createGood } from '@larder/goods/testing'
import { startStripeDouble } from '@larder/stripe/testing'
import { testApp } from '@larder/testing'
import tap, { test } from 'tap'
import shop from '../src/app.js'

const double = await startStripeDouble()
tap.teardown(() => double.close())
const { secretKey, webhookSecret } = double
const apiUrl = new URL(double.url)
const app = await testApp(tap, [shop, { stripe: { secretKey, webhookSecret, apiUrl, label: 'Test card' } }])
double.post = (request) => app.inject({ method: 'POST', url: '/payments/stripe/events', ...request })
const germany = { country: 'DE', fromAt: new Date(0) }
const categories = ['standard', 'reduced']
await app.db.taxRate.createMany({
  data: categories.map((category) => ({ ...germany, category, rate: 70_000 }))
})
await createMethod(app.db, { code: 'post', name: 'Post', position: 1 })

test('a guest orders, and pays at Stripe', async (t) => {
  const good = await createGood(app.db)
  await app.db.stockLevel.createMany({ data: [{ goodId: good.id, onHand: 10 }], skipDuplicates: true })
  const client = await guestWith(app, good.id, 2)
  const values = { ...BERLIN, delivery: 'post', payment_method: 'stripe' }
  const { checkout_id, seen } = await openCheckout(client, values)
  const ordered = await client.submit('/checkout', {
    checkout_id,
    seen: seen ?? '',
    action: 'order',
    ...values
  })
  t.equal(ordered.statusCode, 303)
  const page = String(ordered.headers.location)
  t.match(ordered.headers['content-security-policy'], `form-action 'self' ${double.url};`)

  t.test('whose page leads back to the order, unpaid', async (t) => {
    t.match(await (await fetch(page)).text(), /<h1>Pay €/)
    t.match(await back(await press('cancel')), 'If you have not paid yet, you still can, below.')
  })

  t.test('and paid', async (t) => {
    t.match(await (await press('decline')).text(), 'Your card was declined.')
    t.match(await back(await press('pay')), 'Thank you. We have your payment.')
    t.same(await double.deliver(), [200])
    await app.tasks.runDue()
    t.equal(await app.db.order.count({ where: { payment: 'paid' } }), 1)
  })

  function press(action: string): Promise<Response> {
    return fetch(page, { method: 'POST', body: new URLSearchParams({ action }), redirect: 'manual' })
  }

  /** The order's page, where the customer comes to. */
  async function back(answer: Response): Promise<string> {
    const { pathname } = new URL(answer.headers.get('location') ?? '')
    const returned = await client.visit(pathname)
    return (await client.visit(String(returned.headers.location))).body
  }
})
