import { randomUUID } from 'node:crypto'
import { inTransaction, rollBack } from '@larder/database'
import { recordMessages } from '@larder/mail'
import { checkStock } from '@larder/stock'
import tap, { test } from 'tap'
import { findTaxRates, placeOrder, priceOrder, readOrder } from '../src/index.js'
import { draftLine, draftOrder, place, stockGood } from '../src/testing/index.js'
import { NOW, orderActions } from './fixtures/order-actions.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap)
const { db } = app
const { change, onHand } = orderActions(app)

test('the price of an order', async (t) => {
  t.test('is the same in lines, taxes and total, for any order', async (t) => {
    for (let round = 0; round < 500; round++) {
      const lines = Array.from({ length: 1 + random(6) }, () => {
        const line = draftLine({
          quantity: 1 + random(20),
          unitPrice: random(3_000),
          deposit: random(50),
          taxCategory: random(2) === 0 ? 'standard' : 'reduced'
        })
        return { ...line, discount: random(line.quantity * (line.unitPrice + line.deposit) + 1) }
      })
      const draft = draftOrder({ lines })
      draft.delivery.price = random(1_000)
      const priced = priceOrder(draft, app.orders.hooks)
      const sum = (numbers: number[]) => numbers.reduce((sum, number) => sum + number, 0)
      const gross = sum(priced.lines.map(({ total }) => total)) + priced.deliveryTotal
      if (gross !== priced.total || sum(priced.taxLines.map((line) => line.gross)) !== gross) {
        t.fail(JSON.stringify(draft))
      }
      if (priced.goodsTotal + priced.deliveryTotal - priced.discountTotal !== priced.total) {
        t.fail(JSON.stringify(draft))
      }
    }
  })

  t.test('needs a rate for each of its categories', async (t) => {
    const draft = draftOrder({ taxRates: { standard: 190_000 } })
    t.throws(() => priceOrder(draft, app.orders.hooks), { code: 'ORDERS_ERR_NO_TAX_RATE' })
  })

  t.test('has the rates of a country at a moment', async (t) => {
    const rates = [
      { fromAt: new Date('2020-01-01'), rate: 190_000 },
      { fromAt: new Date('2030-01-01'), rate: 200_000 }
    ]
    await db.taxRate.createMany({
      data: rates.map((rate) => ({ country: 'AT', category: 'standard', ...rate }))
    })
    t.same(await findTaxRates(db, 'AT', new Date('2029-12-31')), { standard: 190_000 })
    t.same(await findTaxRates(db, 'AT', new Date('2030-01-01')), { standard: 200_000 })
    t.same(await findTaxRates(db, 'FR', NOW), {})
  })
})

test('placeOrder', async (t) => {
  t.test('writes what was ordered, takes its stock and mails a link', async (t) => {
    const goodId = await stockGood(app, 10)
    app.noteInOrderMails((mail) => `A note on it: ${mail}`)
    const [mail] = await recordMessages(app, async () => {
      const outcome = await place(app, { lines: [draftLine({ goodId }), draftLine({ goodId, quantity: 1 })] })
      t.equal(outcome.outcome, 'placed')
    })
    t.equal(await onHand(goodId), 7)
    const order = await db.order.findFirstOrThrow({
      orderBy: { id: 'desc' },
      include: { lines: true, taxLines: true, addresses: true, events: true }
    })
    t.match(order, {
      number: String(1_000 + order.id),
      status: 'placed',
      payment: 'due',
      delivery: 'open',
      goodsTotal: 999,
      total: 1_489,
      lines: [
        { position: 1, total: 666 },
        { position: 2, total: 333 }
      ],
      taxLines: [{ country: 'DE', category: 'reduced', gross: 1_489 }],
      addresses: [{ city: 'Berlin' }, { city: 'Berlin' }],
      events: [{ kind: 'placed' }]
    })
    t.equal(mail?.to[0], 'anna@example.org')
    t.match(mail?.text, '2 × Plums (1 kg): €6.66\n')
    t.match(mail?.text, 'Total: €14.89\n')
    t.match(mail?.text, /^Please pay €14\.89 by .+\.$/m)
    t.match(mail?.text, '\nA note on it: placed\n\n', 'what another package adds')
    t.match(mail?.links[0], new RegExp(`^http://shop\\.example/orders/${order.number}\\?key=[\\w-]{43}$`))
  })

  t.test('makes one order of a checkout', async (t) => {
    const goodId = await stockGood(app, 10)
    const wish = { checkoutId: randomUUID(), lines: [draftLine({ goodId })] }
    const first = await place(app, wish)
    t.match(await place(app, wish), { ...first, outcome: 'same' })
    t.equal(await onHand(goodId), 8)
  })

  t.test('tells all goods that are short, and leaves nothing', async (t) => {
    const [few, none] = [await stockGood(app, 1), await stockGood(app, 1)]
    const lines = [draftLine({ goodId: few }), draftLine({ goodId: none, quantity: 5 })]
    const priced = priceOrder(draftOrder({ lines }), app.orders.hooks)
    const outcome = await inTransaction(db, async (tx) => {
      const placed = await placeOrder(tx, priced, app.orders, { now: NOW })
      return placed.outcome === 'short' ? rollBack(placed) : placed
    })
    t.same(outcome, {
      outcome: 'short',
      lines: [
        { goodId: few, quantity: 2, available: 1 },
        { goodId: none, quantity: 5, available: 1 }
      ]
    })
    t.equal(await db.order.count({ where: { checkoutId: priced.draft.checkoutId } }), 0)
  })

  t.test('that comes too late does not wait for those who take the last units', async (t) => {
    const goodId = await stockGood(app, 1)
    await change(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM stock_levels WHERE good_id = ${goodId} FOR UPDATE`
      const wish = { lines: [draftLine({ goodId, quantity: 2 })] }
      t.match(await place(app, wish), { outcome: 'short', lines: [{ goodId, quantity: 2, available: 1 }] })
    })
  })

  t.test('says of each line how many units are not there yet', async (t) => {
    const goodId = await stockGood(app, 3)
    await db.stockLevel.update({ where: { goodId }, data: { backorder: true } })
    const lines = [2, 1, 2].map((quantity) => draftLine({ goodId, quantity }))
    const outcome = await place(app, { lines })
    const order = await readOrder(db, 'id' in outcome ? outcome.id : 0)
    t.same(
      order.lines.map(({ backordered }) => backordered),
      [0, 0, 2]
    )
  })

  t.test('pays an order of 0 at once, and has it not expire', async (t) => {
    const goodId = await stockGood(app, 3)
    const draft = draftOrder({ lines: [draftLine({ goodId, discount: 666 })] })
    draft.delivery.price = 0
    const outcome = await place(app, draft)
    const id = 'id' in outcome ? outcome.id : 0
    t.match(await readOrder(db, id), { total: 0, payment: 'paid' })
    t.equal(await db.task.count({ where: { dedupeKey: `orders.expire:${id}` } }), 0)
  })
})

test('after all of this the ledger of the stock is right', async (t) => {
  t.same(await checkStock(db), [])
})

function random(below: number): number {
  return Math.floor(Math.random() * below)
}
