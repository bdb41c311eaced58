import { queryRows, statement } from '@larder/database'
import { cancelOrder, packOrder, readOrder, sendOrder } from '@larder/orders'
import { findStock } from '@larder/stock'
import { until } from '@larder/until'
import tap, { type Test, test } from 'tap'
import { Type } from 'typebox'
import { type Buyer, type Pressed, prepareBuyer } from '../fixtures/buyers.js'
import { openSellingShop } from '../fixtures/selling-shop.js'
import { Visitor } from '../fixtures/visitor.js'

// docs/reliability.md has the figures that this prints.

const shop = await openSellingShop(tap)
const { db, origins, post, staff } = shop
const originOf = (index: number) => origins[index % origins.length] ?? ''

test('200 at once for the last ten units of a good', async (t) => {
  const good = await shop.shelve(10)
  const outcomes = await pressAtOnce(t, await prepare(200, [good]))
  t.same(outcomes, { '201 placed': 10, '409 short': 190 })
  t.match(await findStock(db, [good]), [{ onHand: 0 }])
  t.same(await shop.verify(), [])
})

test('200 at once for the last ten units of five goods, in opposite orders', async (t) => {
  const goods: number[] = []
  for (let good = 0; good < 5; good++) goods.push(await shop.shelve(10))
  const outcomes = await pressAtOnce(t, await prepare(200, goods))
  t.same(outcomes, { '201 placed': 10, '409 short': 190 })
  t.ok((await findStock(db, goods)).every(({ onHand }) => onHand === 0))
  t.same(await shop.verify(), [])
})

test('one checkout, posted 50 times at once to both instances', async (t) => {
  const good = await shop.shelve(50)
  const buyer = await prepareBuyer(new Visitor(originOf(0)), [good], { delivery: post })
  const before = await countAll()
  const outcomes = await pressAtOnce(t, new Array(50).fill(buyer))
  t.same(outcomes, { '201 placed': 1, '200 same': 49 })
  t.same(await countAll(), addOrders(before, 1), 'one order, one payment, one mail')
  t.match(await findStock(db, [good]), [{ onHand: 49 }])
  t.same(await shop.verify(), [])
})

test('40 at once for a delivery time that takes five', async (t) => {
  const good = await shop.shelve(100)
  const slot = shop.slots.at(-1)
  const outcomes = await pressAtOnce(t, await prepare(40, [good], slot))
  t.same(outcomes, { '201 placed': 5, '409 slot-gone': 35 })
  const taken = await db.order.findMany({ where: { slotRef: { not: null } } })
  const [first] = await db.deliverySlot.findMany({ where: { id: Number(taken[0]?.slotRef) } })
  t.match(first, { capacity: 5, taken: 5 })
  await atMost(5, taken.slice(0, 2), ({ id }) => cancel(id))
  t.match(await db.deliverySlot.findUnique({ where: { id: first?.id } }), { taken: 3 })
  t.match(await findStock(db, [good]), [{ onHand: 97 }])
  t.same(await shop.verify(), [])
})

test('orders through kill -9 of workers and of the database', async (t) => {
  const good = await shop.shelve(10_000)
  const before = await countAll()
  const began = performance.now()
  const numbers: string[] = []
  let repeated = 0
  await atMost(20, Array.from({ length: 500 }), async (_, index) => {
    const buyer = await persist(() => prepareBuyer(new Visitor(originOf(index)), [good], { delivery: post }))
    numbers.push(await persist(async () => orderOf(await buyer.press(originOf(index + repeated)))))
    if (numbers.length % 25 === 0) await killWorker(numbers.length / 25)
    if (numbers.length % 125 === 60) await shop.crashDatabase()
  })
  const seconds = (performance.now() - began) / 1_000
  t.equal(new Set(numbers).size, 500, 'each has an order of its own')
  const found = await db.order.findMany({ where: { number: { in: numbers } }, include: { lines: true } })
  t.equal(found.filter(({ lines }) => lines.length === 1).length, 500, 'every answered order is there')
  t.same(await countAll(), addOrders(before, 500), 'with one payment and one mail each, and no other is')
  t.match(await findStock(db, [good]), [{ onHand: 9_500 }])
  t.same(await shop.verify(), [])
  console.error(`${t.name}: ${seconds.toFixed(1)} s, ${repeated} requests repeated`)

  /** As somebody does who sees an error, and tries again. */
  function persist<Result>(work: () => Promise<Result>): Promise<Result> {
    const attempt = () =>
      work().catch(() => {
        repeated++
        return undefined
      })
    return until(attempt, 'the shop answers')
  }
})

test('80 orders sent at once, a fifth rolled back, and 20 cancelled', async (t) => {
  const good = await shop.shelve(200)
  t.same(await pressAtOnce(t, await prepare(100, [good])), { '201 placed': 100 })
  const orders = await db.order.findMany({ where: { lines: { some: { goodId: good } } } })
  await atMost(10, orders, ({ id }, index) => (index < 20 ? cancel(id) : send(id, index % 5 === 0)))
  const invoices = await db.invoice.findMany({ where: { series: 'INV' }, orderBy: { number: 'asc' } })
  t.same(
    invoices.map(({ number }) => number),
    Array.from({ length: 64 }, (_, index) => index + 1)
  )
  t.match(await findStock(db, [good]), [{ onHand: 120 }])
  t.same(await shop.verify(), [])
})

/** So many visitors at both instances, by turns, who have only to press the button. */
async function prepare(count: number, goods: number[], delivery = post): Promise<Buyer[]> {
  const buyers: Buyer[] = []
  await atMost(10, Array.from({ length: count }), async (_, index) => {
    const inTurn = index % 2 === 0 ? goods : goods.toReversed()
    buyers.push(await prepareBuyer(new Visitor(originOf(index)), inTurn, { delivery }))
  })
  return buyers
}

/**
 * How many of the answers have each outcome, after all of them press at once. Where a busy machine
 * refuses one for a moment, they press again, as the page says.
 */
async function pressAtOnce(t: Test, buyers: Buyer[]): Promise<Record<string, number>> {
  const before = await countDeadlocks()
  const began = performance.now()
  let refused = 0
  const answers = await Promise.all(
    buyers.map((buyer, index) =>
      until(async () => {
        const pressed = await buyer.press(originOf(index))
        if (pressed.status !== 503) return pressed
        refused++
        return undefined
      }, 'the shop answers')
    )
  )
  const took = Math.round(performance.now() - began)
  const outcomes: Record<string, number> = {}
  for (const { outcome } of answers) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  const deadlocks = (await countDeadlocks()) - before
  console.error(`${t.name}: ${took} ms, ${refused} refused, ${deadlocks} deadlocks`, outcomes)
  return outcomes
}

function orderOf({ answer, outcome }: Pressed): string {
  if (answer.order) return answer.order
  throw new Error(outcome)
}

async function countAll() {
  const [orders, payments, mails] = [db.order.count(), db.payment.count(), db.mail.count()]
  return { orders: await orders, payments: await payments, mails: await mails }
}

function addOrders(counts: Awaited<ReturnType<typeof countAll>>, more: number) {
  const { orders, payments, mails } = counts
  return { orders: orders + more, payments: payments + more, mails: mails + more }
}

async function countDeadlocks(): Promise<number> {
  const [row] = await queryRows(db, DEADLOCKS)
  return row?.deadlocks ?? 0
}

async function killWorker(turn: number): Promise<void> {
  const instance = shop.instances[turn % shop.instances.length]
  const { workers = [] } = (await instance?.status()) ?? {}
  const pids = workers.flatMap(({ state, pid }) => (state === 'ready' && pid ? [pid] : []))
  const pid = pids[Math.floor(Math.random() * pids.length)]
  if (pid) process.kill(pid, 'SIGKILL')
}

async function cancel(id: number): Promise<void> {
  const cause = { by: 'staff' as const, now: new Date() }
  await staff.db.$transaction((tx) => cancelOrder(tx, id, cause, staff.orders))
}

async function send(id: number, isLost: boolean): Promise<void> {
  const lost = new Error('The transaction is rolled back.')
  const sent = staff.db.$transaction(async (tx) => {
    const { lines } = await readOrder(tx, id)
    const units = lines.map(({ position, quantity }) => ({ position, quantity }))
    const cause = { now: new Date() }
    await packOrder(tx, id, { units }, cause, staff.orders)
    await sendOrder(tx, id, {}, cause, staff.orders)
    if (isLost) throw lost
  })
  await sent.catch((error) => {
    if (error !== lost) throw error
  })
}

/** Does some work on each, so many at once. */
async function atMost<Item>(
  limit: number,
  items: Item[],
  work: (item: Item, index: number) => Promise<unknown>
): Promise<void> {
  const rest = items.entries()
  const workOff = async () => {
    for (const [index, item] of rest) await work(item, index)
  }
  await Promise.all(Array.from({ length: limit }, workOff))
}

const DEADLOCKS = statement(Type.Object({ deadlocks: Type.Integer() }), {
  postgresql: 'SELECT deadlocks::int FROM pg_stat_database WHERE datname = current_database()',
  mysql: "SELECT count AS deadlocks FROM information_schema.innodb_metrics WHERE name = 'lock_deadlocks'"
})
