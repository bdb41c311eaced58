import type { TestApp } from '@larder/testing'
import type { Test } from 'tap'
import { createMethod } from './create-method.js'

/** What holds of delivery at `/delivery` whatever app serves it. There must be no methods: it makes them. */
export async function deliveryBehave(t: Test, app: TestApp): Promise<void> {
  const client = app.client()

  t.test('GET /delivery says so where there is none', async (t) => {
    t.match((await client.visit('/delivery')).body, 'We do not deliver at the moment.')
    t.match((await client.get('/delivery')).json(), { methods: [] })
  })

  t.test('GET /delivery tells prices, areas and times', async (t) => {
    await createMethod(app.db, {
      code: 'post',
      name: 'Post & parcel',
      description: 'Two days.',
      freeFrom: 5_000,
      minTotal: 1_000,
      areas: [
        { country: 'AT', postalPrefix: '' },
        { country: 'AT', postalPrefix: '10' },
        { country: 'DE', postalPrefix: '10' },
        { country: 'DE', postalPrefix: '12' }
      ],
      plans: [{ weekday: 1, starts: '17:00', ends: '20:00', cutoffMinutes: 90, capacity: 5 }]
    })
    await createMethod(app.db, { name: 'Hidden', active: false })
    const { body, statusCode } = await client.visit('/delivery')
    t.equal(statusCode, 200)
    for (const text of [
      '<h2>Post &amp; parcel</h2>',
      '€4.90',
      'Free of charge for €50.00 of products or more.',
      'For €10.00 of products or more.',
      '<li>Austria</li>',
      '<li>Germany, postal codes beginning with 10, 12</li>',
      '<li>Monday, 17:00 to 20:00, if you order 90 min before</li>'
    ]) {
      t.match(body, text)
    }
    t.notMatch(body, 'Hidden')
    t.same((await client.get('/delivery')).json().methods, [
      {
        code: 'post',
        name: 'Post & parcel',
        description: 'Two days.',
        kind: 'ship',
        price: 490,
        free_from: 5_000,
        min_total: 1_000,
        areas: [
          { country: 'AT', postal_prefixes: [] },
          { country: 'DE', postal_prefixes: ['10', '12'] }
        ],
        times: [{ weekday: 1, starts: '17:00', ends: '20:00', cutoff_minutes: 90 }]
      }
    ])
  })
}
