import { randomUUID } from 'node:crypto'
import { openConnections, type PrismaClient } from '@larder/database'
import { checkStock, findStock } from '@larder/stock'
import { freshDatabase } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import {
  cancelOrder,
  issueInvoice,
  type OrderDraft,
  placeOrder,
  priceOrder,
  readOrder
} from '../../src/index.js'
import { draftLine, draftOrder, stockGood } from '../../src/testing/index.js'
import { ordersInstance } from '../fixtures/orders-app.js'

test('the same checkout fifty times at once makes one order', async (t) => {
  const { app, clients } = await busyShop(t)
  const goodId = await stockGood(app, 100)
  const draft = draftOrder({ checkoutId: randomUUID(), lines: [draftLine({ goodId })] })
  const outcomes = await atOnce(clients, 50, (db) => placeIn(db, app, draft))
  t.same(count(outcomes), { placed: 1, same: 49 })
  t.equal(await app.db.order.count(), 1)
  t.equal(await app.db.mail.count(), 1)
  t.match(await findStock(app.db, [goodId]), [{ onHand: 98 }])
})

test('two hundred at once for the last ten units place ten orders', async (t) => {
  const { app, clients } = await busyShop(t)
  const goodId = await stockGood(app, 10)
  const outcomes = await atOnce(clients, 200, (db) =>
    placeIn(db, app, draftOrder({ lines: [draftLine({ goodId, quantity: 1 })] }))
  )
  t.same(count(outcomes), { placed: 10, short: 190 })
  t.equal(await app.db.order.count(), 10, 'the others left nothing')
  t.match(await findStock(app.db, [goodId]), [{ onHand: 0 }])
  t.same(await checkStock(app.db), [])
})

test('cancelled twice and expired at the same moment, the stock comes back once', async (t) => {
  const { app, clients } = await busyShop(t)
  const goodId = await stockGood(app, 40)
  const now = new Date()
  for (let round = 0; round < 20; round++) {
    const lines = [draftLine({ goodId, quantity: 1 })]
    await placeIn(app.db, app, draftOrder({ lines, payBy: now }))
    const { id } = await app.db.order.findFirstOrThrow({ orderBy: { id: 'desc' } })
    const outcomes = await Promise.all(
      (['customer', 'staff', 'expiry'] as const).map((by, index) =>
        (clients[index % clients.length] ?? app.db).$transaction(
          async (tx) => (await cancelOrder(tx, id, { by, now }, app.orders)).outcome
        )
      )
    )
    t.same(count(outcomes), { cancelled: 1, already: 2 })
  }
  t.match(await findStock(app.db, [goodId]), [{ onHand: 40 }])
  t.same(await checkStock(app.db), [])
})

test('invoices are numbered 1 to n, although a fifth of the work is rolled back', async (t) => {
  const { app, clients } = await busyShop(t)
  const goodId = await stockGood(app, 1_000)
  const ids: number[] = []
  for (let made = 0; made < 100; made++) {
    await placeIn(app.db, app, draftOrder({ lines: [draftLine({ goodId, quantity: 1 })] }))
  }
  for (const { id } of await app.db.order.findMany({ select: { id: true } })) ids.push(id)
  let issued = 0
  const begun = performance.now()
  await atOnce(clients, ids.length, async (db, index) => {
    const isLost = index % 5 === 0
    try {
      await db.$transaction(async (tx) => {
        await issueInvoice(tx, ids[index] ?? 0, { now: new Date() }, app.orders)
        if (isLost) throw new Error('rolled back')
      })
      issued++
    } catch (error) {
      if (!isLost) throw error
    }
    return ''
  })
  t.comment(`${Math.round((issued * 1_000) / (performance.now() - begun))} invoices a second`)
  const numbers = await app.db.invoice.findMany({ orderBy: { number: 'asc' }, select: { number: true } })
  t.same(
    numbers.map(({ number }) => number),
    Array.from({ length: 80 }, (_, index) => index + 1)
  )
  t.match(await readOrder(app.db, ids[1] ?? 0), { invoices: [{ series: 'INV', kind: 'invoice' }] })
})

/** Two instances of the shop on one database. */
async function busyShop(t: Test): Promise<{ app: FastifyInstance; clients: PrismaClient[] }> {
  const url = await freshDatabase(t)
  const app = await ordersInstance(t, url)
  const clients = [app.db, (await ordersInstance(t, url)).db]
  for (const client of clients) await openConnections(client, 10, 60_000)
  return { app, clients }
}

/** Nothing is repeated here, so a deadlock fails the test. */
async function placeIn(db: PrismaClient, app: FastifyInstance, draft: OrderDraft): Promise<string> {
  const priced = priceOrder(draft, app.orders.hooks)
  let refused: string | undefined
  try {
    return await db.$transaction(async (tx) => {
      const { outcome } = await placeOrder(tx, priced, app.orders, { now: new Date() })
      if (outcome !== 'short') return outcome
      refused = outcome
      throw new Error('rolled back')
    })
  } catch (error) {
    if (refused) return refused
    throw error
  }
}

function atOnce(
  clients: PrismaClient[],
  count: number,
  work: (db: PrismaClient, index: number) => Promise<string>
): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, (_, index) => {
      const client = clients[index % clients.length]
      if (!client) throw new Error('There is no client.')
      return work(client, index)
    })
  )
}

function count(outcomes: string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
