import { createClient, openConnections, type PrismaClient } from '@larder/database'
import { adjustStock, checkStock, findStock, returnStock, takeStock } from '@larder/stock'
import { freshDatabase } from '@larder/testing'
import { type Test, test } from 'tap'

test('fifty clients at once for ten units get ten', async (t) => {
  const db = await connect(t, await freshDatabase(t), 50)
  await receive(db, 1, 10)
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, index) => take(db, [1], `order:${index}`))
  )
  t.equal(outcomes.filter((outcome) => outcome === 'taken').length, 10)
  t.match(await findStock(db, [1]), [{ onHand: 0, version: 11 }])
  t.equal(await db.stockMovement.count({ where: { kind: 'sold' } }), 10)
})

test('two goods in opposite orders: no sale is lost to a deadlock', async (t) => {
  const db = await connect(t, await freshDatabase(t), 20)
  for (const goodId of [1, 2]) await receive(db, goodId, 2_000)
  const start = performance.now()
  await inParallel(20, 1_000, (index) => take(db, index % 2 === 0 ? [1, 2] : [2, 1], `order:${index}`))
  t.comment(`${Math.round(1_000_000 / (performance.now() - start))} sales a second`)
  t.match(await findStock(db, [1, 2]), [{ onHand: 1_000 }, { onHand: 1_000 }])
  t.same(await checkStock(db), [])
})

test('whatever two instances do at once, the ledger is right and no good is below zero', async (t) => {
  const url = await freshDatabase(t)
  const instances = [await connect(t, url, 8), await connect(t, url, 8)]
  const [db] = instances
  if (!db) return
  const goods = [1, 2, 3, 4, 5]
  for (const goodId of goods) await receive(db, goodId, 20)
  const sold = new Map<number, number>()
  let below = 0
  await inParallel(16, 1_200, async (index) => {
    const instance = instances[index % 2] ?? db
    const lines = Array.from({ length: 1 + (index % 3) }, () => pick(goods))
    const taken = await take(instance, lines, `order:${index}`)
    if (taken === 'taken') {
      for (const goodId of lines) sold.set(goodId, (sold.get(goodId) ?? 0) + 1)
      // Half of the orders are cancelled, by two at once.
      if (Math.random() < 0.5) {
        await Promise.all(instances.map((each) => giveBack(each, lines, `order:${index}:cancel`)))
        for (const goodId of lines) sold.set(goodId, (sold.get(goodId) ?? 0) - 1)
      }
    } else await receive(instance, pick(goods), 3)
    const levels = await findStock(instance, goods)
    below += levels.filter(({ onHand }) => onHand < 0).length
  })
  t.equal(below, 0)
  t.same(await checkStock(db), [])
  const sums = await db.stockMovement.groupBy({
    by: ['goodId'],
    where: { kind: { in: ['sold', 'returned'] } },
    _sum: { quantity: true }
  })
  for (const { goodId, _sum } of sums) t.equal(-(_sum.quantity ?? 0), sold.get(goodId) ?? 0)
})

const HOOKS = { changed: [], low: [], back: [] }

async function connect(t: Test, url: string, poolSize: number): Promise<PrismaClient> {
  const db = createClient(url, { poolSize, connectionTimeout: 60_000, statementTimeout: 120_000 })
  t.teardown(() => db.$disconnect())
  await openConnections(db, poolSize, 60_000)
  return db
}

/** Takes one unit of each; the outcome. Nothing is repeated here, so a deadlock fails the test. */
async function take(db: PrismaClient, goodIds: number[], ref: string): Promise<string> {
  const lines = goodIds.map((goodId) => ({ goodId, quantity: 1 }))
  const { outcome } = await db.$transaction((tx) => takeStock(tx, lines, ref, HOOKS))
  return outcome
}

function giveBack(db: PrismaClient, goodIds: number[], ref: string) {
  const lines = goodIds.map((goodId) => ({ goodId, quantity: 1 }))
  return db.$transaction((tx) => returnStock(tx, lines, { ref }, HOOKS))
}

function receive(db: PrismaClient, goodId: number, by: number) {
  return db.$transaction((tx) => adjustStock(tx, { goodId, by, kind: 'received' }, HOOKS))
}

async function inParallel(workers: number, count: number, work: (index: number) => Promise<unknown>) {
  let next = 0
  await Promise.all(
    Array.from({ length: workers }, async () => {
      while (next < count) await work(next++)
    })
  )
}

function pick(goods: number[]): number {
  return goods[Math.floor(Math.random() * goods.length)] ?? 1
}
