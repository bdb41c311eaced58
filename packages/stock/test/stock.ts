import { inTransaction, queryRows, rollBack, statement } from '@larder/database'
// By its name, since what it adds to Fastify's types can be declared once only.
import stock, {
  adjustStock,
  changeStockRules,
  checkStock,
  findShortLines,
  findStock,
  removeStock,
  returnStock,
  type StockLevel,
  takeStock,
  withStock
} from '@larder/stock'
import { testApp } from '@larder/testing'
import { test } from 'tap'
import { Type } from 'typebox'
import { moveUnits } from '../src/move-units.js'

test('stock', async (t) => {
  const app = await testApp(t, stock)
  const { db, stockHooks: hooks } = app
  const heard: string[] = []
  app.onStockLow(async (_tx, { goodId, onHand }) => void heard.push(`low ${goodId} ${onHand}`))
  app.onStockBack(async (_tx, { goodId, onHand }) => void heard.push(`back ${goodId} ${onHand}`))

  const take = (lines: [good: number, quantity: number][], ref: string) =>
    inTransaction(db, (tx) => takeStock(tx, linesOf(lines), ref, hooks))
  const giveBack = (lines: [good: number, quantity: number][], ref: string) =>
    inTransaction(db, (tx) => returnStock(tx, linesOf(lines), { ref }, hooks))
  const receive = (goodId: number, by: number) =>
    inTransaction(db, (tx) => adjustStock(tx, { goodId, by, kind: 'received' }, hooks))
  const onHand = async (goodId: number) => (await findStock(db, [goodId]))[0]?.onHand
  t.beforeEach(async () => {
    await db.stockLevel.deleteMany()
    await db.stockMovement.deleteMany()
    heard.length = 0
  })
  const drifts: string[] = []
  t.afterEach(async () => void drifts.push(...(await checkStock(db))))

  t.test('is taken by what is sold, each good once', async (t) => {
    await receive(1, 10)
    await receive(2, 5)
    const taken = await take(
      [
        [2, 1],
        [1, 2],
        [2, 3]
      ],
      'order:17'
    )
    t.same(taken, {
      outcome: 'taken',
      lines: [
        { goodId: 1, quantity: 2, backordered: 0 },
        { goodId: 2, quantity: 4, backordered: 0 }
      ]
    })
    t.match(await findStock(db, [2, 1, 3, 2]), [
      { goodId: 1, onHand: 8, version: 2 },
      { goodId: 2, onHand: 1, version: 2 }
    ])
    t.match(await db.stockMovement.findMany({ where: { kind: 'sold' }, orderBy: { goodId: 'asc' } }), [
      { goodId: 1, quantity: -2, ref: 'order:17' },
      { goodId: 2, quantity: -4, ref: 'order:17' }
    ])
    await t.rejects(take([[1, 1]], 'order:17'), /stock_movements_kind_good_id_ref_key|Unique constraint/)
    t.equal(await onHand(1), 8)
  })

  t.test('that is short is told of in full, and nothing is taken', async (t) => {
    await receive(1, 10)
    await receive(2, 3)
    const outcome = await inTransaction(db, async (tx) => {
      const taken = await takeStock(
        tx,
        linesOf([
          [1, 1],
          [2, 2],
          [2, 2],
          [3, 1]
        ]),
        'order:17',
        hooks
      )
      return taken.outcome === 'short' ? rollBack(taken) : taken
    })
    t.same(outcome, {
      outcome: 'short',
      lines: [
        { goodId: 2, quantity: 4, available: 3 },
        { goodId: 3, quantity: 1, available: 0 }
      ]
    })
    t.equal(await onHand(1), 10)
    t.equal(await db.stockMovement.count({ where: { kind: 'sold' } }), 0)
    t.same(
      await findShortLines(
        db,
        linesOf([
          [1, 10],
          [2, 2],
          [2, 2],
          [3, 1]
        ])
      ),
      outcome.lines,
      'the same without a lock'
    )
    await db.stockLevel.update({ where: { goodId: 2 }, data: { backorder: true } })
    t.same(await findShortLines(db, linesOf([[2, 4]])), [])
  })

  t.test('goes back once for each cause', async (t) => {
    await receive(1, 10)
    await take([[1, 4]], 'order:17')
    t.same(
      await giveBack(
        [
          [1, 1],
          [1, 2]
        ],
        'order:17:cancel'
      ),
      [{ goodId: 1, quantity: 3 }]
    )
    t.same(
      await giveBack(
        [
          [1, 3],
          [2, 1]
        ],
        'order:17:cancel'
      ),
      []
    )
    t.same(await giveBack([[1, 1]], 'order:17:return:1'), [{ goodId: 1, quantity: 1 }])
    t.equal(await onHand(1), 10)
    const twice = await Promise.all([1, 2, 3].map(() => giveBack([[1, 1]], 'order:18:cancel')))
    t.equal(twice.flat().length, 1, 'even at the same moment')
    t.equal(await onHand(1), 11)
  })

  t.test('can be sold beforehand where the good allows it', async (t) => {
    await receive(1, 2)
    const rules = { goodId: 1, backorder: true, lowAt: null, version: 1 }
    t.match(await changeStockRules(db, rules, hooks), {
      outcome: 'adjusted',
      level: { backorder: true, version: 2 }
    })
    t.match(await take([[1, 5]], 'order:17'), { lines: [{ quantity: 5, backordered: 3 }] })
    t.match(await take([[1, 1]], 'order:18'), { lines: [{ quantity: 1, backordered: 1 }] })
    t.equal(await onHand(1), -4)
    t.match(await changeStockRules(db, { ...rules, backorder: false, version: 4 }, hooks), {
      outcome: 'short'
    })
    await receive(1, 4)
    t.match(await changeStockRules(db, { ...rules, backorder: false, version: 5 }, hooks), {
      outcome: 'adjusted'
    })
  })

  t.test('is changed by staff, by so many or to a count', async (t) => {
    const adjust = (change: { by: number } | { count: number; version: number }) =>
      inTransaction(db, (tx) =>
        adjustStock(tx, { ...change, goodId: 1, kind: 'corrected', actorId: 7, note: 'counted' }, hooks)
      )
    t.same(await adjust({ by: 5 }), { outcome: 'adjusted', level: levelOf({ onHand: 5, version: 1 }) })
    t.match(await adjust({ count: 3, version: 1 }), { outcome: 'adjusted', level: { onHand: 3, version: 2 } })
    await take([[1, 1]], 'order:17')
    t.match(await adjust({ count: 9, version: 2 }), { outcome: 'conflict', level: { onHand: 2, version: 3 } })
    t.match(await adjust({ by: -3 }), { outcome: 'short', level: { onHand: 2 } })
    t.match(await adjust({ count: 2, version: 3 }), { outcome: 'adjusted', level: { version: 3 } })
    t.match(await db.stockMovement.findMany({ where: { kind: 'corrected' }, orderBy: { id: 'asc' } }), [
      { quantity: 5, actorId: 7, note: 'counted', ref: null },
      { quantity: -2 }
    ])
    t.match(await changeStockRules(db, { goodId: 1, backorder: true, lowAt: 3, version: 0 }, hooks), {
      outcome: 'conflict'
    })
    for (const by of [0.5, Number.NaN, 2e9]) await t.rejects(adjust({ by }), { code: 'STOCK_ERR_QUANTITY' })
  })

  t.test('tells of each change, once for all its goods', async (t) => {
    const changes: StockLevel[][] = []
    const listening = {
      ...hooks,
      changed: [async (_tx: object, levels: StockLevel[]) => void changes.push(levels)]
    }
    await receive(1, 5)
    await receive(2, 5)
    const lines = linesOf([
      [2, 1],
      [1, 5]
    ])
    await inTransaction(db, (tx) => takeStock(tx, lines, 'order:17', listening))
    await changeStockRules(db, { goodId: 1, backorder: true, lowAt: null, version: 2 }, listening)
    t.match(changes, [
      [
        { goodId: 1, onHand: 0, version: 2 },
        { goodId: 2, onHand: 4, version: 2 }
      ],
      [{ goodId: 1, onHand: 0, backorder: true, version: 3 }]
    ])
  })

  t.test('stands beside the goods of a statement, whose order stays', async (t) => {
    await receive(1, 5)
    await db.stockLevel.create({ data: { goodId: 2, onHand: -3, backorder: true } })
    const goods = statement(
      Type.Object({ id: Type.Integer(), name: Type.String() }),
      `SELECT id, name FROM (SELECT 1 AS id, 'b' AS name UNION SELECT 2, 'c' UNION SELECT 3, 'a') AS g
       WHERE id < $1 ORDER BY name LIMIT 3`
    )
    t.same(await queryRows(db, withStock(goods), [9]), [
      { id: 3, name: 'a', stock: 0, backorder: false },
      { id: 1, name: 'b', stock: 5, backorder: false },
      { id: 2, name: 'c', stock: 0, backorder: true }
    ])
    await db.stockLevel.deleteMany()
  })

  t.test('tells when it becomes low, and when it is back', async (t) => {
    await receive(1, 10)
    await changeStockRules(db, { goodId: 1, backorder: false, lowAt: 3, version: 1 }, hooks)
    await take([[1, 6]], 'order:17')
    t.same(heard.splice(0), ['back 1 10'])
    await take([[1, 1]], 'order:18')
    await take([[1, 3]], 'order:19')
    t.same(heard.splice(0), ['low 1 3'], 'once')
    await giveBack([[1, 2]], 'order:19:cancel')
    t.same(heard.splice(0), ['back 1 2'])
  })

  t.test('is as it was where a hook throws', async (t) => {
    await receive(1, 1)
    const failing = { changed: [], low: [], back: [async () => Promise.reject(new Error('No.'))] }
    await take([[1, 1]], 'order:17')
    const returned = inTransaction(db, (tx) =>
      returnStock(tx, linesOf([[1, 1]]), { ref: 'order:17:cancel' }, failing)
    )
    await t.rejects(returned, { message: 'No.' })
    t.equal(await onHand(1), 0)
  })

  t.test('goes with the good, and its ledger stays', async (t) => {
    await receive(1, 5)
    await removeStock(db, [1, 2])
    t.same(await findStock(db, [1]), [])
    t.equal(await db.stockMovement.count(), 1)
    t.same(await giveBack([[1, 1]], 'order:17:cancel'), [])
  })

  t.test('is not sold twice to those who come at once', async (t) => {
    await receive(1, 5)
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        db.$transaction((tx) => takeStock(tx, linesOf([[1, 1]]), `order:${index}`, hooks))
      )
    )
    t.equal(outcomes.filter(({ outcome }) => outcome === 'taken').length, 5)
    t.equal(await onHand(1), 0)
  })

  t.test('is taken whatever the order of the lines, without a deadlock', async (t) => {
    for (const goodId of [1, 2, 3]) await receive(goodId, 100)
    const lines = linesOf([
      [1, 1],
      [2, 1],
      [3, 1]
    ])
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const ordered = index % 2 === 0 ? lines : lines.toReversed()
        return db.$transaction((tx) => takeStock(tx, ordered, `order:${index}`, hooks))
      })
    )
    t.ok(outcomes.every(({ outcome }) => outcome === 'taken'))
    t.match(await findStock(db, [1, 2, 3]), [{ onHand: 88 }, { onHand: 88 }, { onHand: 88 }])
  })

  t.test('has quantities that are some', async (t) => {
    for (const quantity of [0, -1, 1.5, Number.NaN, 2e9]) {
      await t.rejects(take([[1, quantity]], 'order:17'), { code: 'STOCK_ERR_QUANTITY' })
      await t.rejects(giveBack([[1, quantity]], 'order:17'), { code: 'STOCK_ERR_QUANTITY' })
    }
    t.same(await take([], 'order:17'), { outcome: 'taken', lines: [] })
  })

  t.test('is refused by the table below none, where the good has no backorder', async (t) => {
    await receive(1, 1)
    const where = { goodId: 1 }
    await t.rejects(db.stockLevel.update({ where, data: { onHand: -1 } }), /stock_levels_on_hand_check/)
    await db.stockLevel.update({ where, data: { onHand: -1, backorder: true } })
    await t.rejects(db.stockLevel.update({ where, data: { backorder: false } }), /stock_levels_on_hand_check/)
    await db.stockLevel.update({ where, data: { onHand: 1, backorder: false } })
  })

  t.test('is refused by the table for a second movement of one cause', async (t) => {
    const sold = { goodId: 1, kind: 'sold' as const, quantity: -1, ref: 'order:17' }
    await db.stockMovement.create({ data: sold })
    await t.rejects(db.stockMovement.create({ data: sold }), /Unique constraint/)
    await db.stockMovement.create({ data: { ...sold, kind: 'returned' } })
    for (const ref of [null, null]) await db.stockMovement.create({ data: { ...sold, ref } })
  })

  t.test('is not taken that is gone, though it was read before', async (t) => {
    await receive(1, 1)
    const read = new Map([[1, levelOf({ onHand: 9 })]])
    const sold = { goodId: 1, quantity: -2, kind: 'sold', ref: 'order:18' } as const
    const work = inTransaction(db, (tx) => moveUnits(tx, read, [sold], { changed: [], low: [], back: [] }))
    await t.rejects(work, { code: 'STOCK_ERR_GUARD' })
  })

  t.test('has had a ledger all the time that sums to what is on hand', async (t) => {
    t.same(drifts, [])
    await receive(1, 5)
    await db.stockLevel.update({ where: { goodId: 1 }, data: { onHand: 4 } })
    t.same(await checkStock(db), ['Good 1: 4 are on hand, and its movements sum to 5.'])
    await db.stockLevel.deleteMany()
  })
})

function linesOf(lines: [good: number, quantity: number][]) {
  return lines.map(([goodId, quantity]) => ({ goodId, quantity }))
}

function levelOf(level: Partial<StockLevel>): StockLevel {
  return { goodId: 1, onHand: 0, backorder: false, lowAt: null, version: 0, ...level }
}
