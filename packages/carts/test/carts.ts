import { randomUUID } from 'node:crypto'
import { createGood, setStock } from '@larder/goods/testing'
import { connect, countWaiting, freshDatabase } from '@larder/testing'
import { until } from '@larder/until'
import { createUser } from '@larder/users/testing'
import tap, { test } from 'tap'
import { addToCart } from '../src/add-to-cart.js'
import type { CartOwner } from '../src/cart-owner.js'
import { changeLine } from '../src/change-line.js'
import { findCart } from '../src/find-cart.js'
import { mergeCart } from '../src/merge-cart.js'
import { CEILING, mostInCart } from '../src/schemas.js'
import { inOrderBehind } from './fixtures/in-order-behind.js'

const db = connect(tap, await freshDatabase(tap))
const plums = await createGood(db, { name: 'Plums', price: 333 })
const pears = await createGood(db, { name: 'Pears', stock: 1_000 })

test('findCart', async (t) => {
  t.test('has the lines in the order they were added, and their sum in minor units', async (t) => {
    const rice = await createGood(db, { price: 700, currency: 'JPY' })
    const owner = guest()
    await add(owner, pears.id, 2)
    await add(owner, rice.id, 1)
    await add(owner, plums.id, 3)
    const { lines, ...sums } = await findCart(db, owner, 'EUR')
    t.same(
      lines.map(({ good, quantity, total }) => [good.id, quantity, total]),
      [
        [pears.id, 2, 500],
        [rice.id, 1, 700],
        [plums.id, 3, 999]
      ]
    )
    t.same(sums, { count: 5, total: 1_499, currency: 'EUR' }, 'what has another currency counts for nothing')
  })

  t.test('is empty for nobody and for who has put nothing in', async (t) => {
    const empty = { lines: [], count: 0, total: 0, currency: 'EUR' }
    t.same(await findCart(db, undefined, 'EUR'), empty)
    t.same(await findCart(db, guest(), 'EUR'), empty)
    t.same(await findCart(db, await customer(), 'EUR'), empty)
  })

  t.test('goes by the price of today', async (t) => {
    const good = await createGood(db, { price: 100 })
    const owner = guest()
    await add(owner, good.id, 2)
    await db.good.update({ where: { id: good.id }, data: { price: 150 } })
    t.match(await findCart(db, owner, 'EUR'), { total: 300 })
  })

  t.test('counts the deposit of each unit', async (t) => {
    const owner = guest()
    const { id } = await createGood(db, { price: 189, deposit: 15 })
    await add(owner, id, 2)
    t.match(await findCart(db, owner, 'EUR'), { lines: [{ total: 408 }], total: 408 })
  })

  t.test('takes out a good that is not published any more, and names it once', async (t) => {
    const owner = guest()
    const { id, name } = await createGood(db)
    await add(owner, id, 1)
    await db.good.update({ where: { id }, data: { published: false } })
    t.match(await findCart(db, owner, 'EUR'), { lines: [], not_sold: [{ good: id, name }], total: 0 })
    await db.good.update({ where: { id }, data: { published: true } })
    t.same(await findCart(db, owner, 'EUR'), { lines: [], count: 0, total: 0, currency: 'EUR' })
  })
})

test('addToCart', async (t) => {
  t.test('counts every addition of the same moment, also when there is no cart yet', async (t) => {
    for (const owner of [guest(), await customer()]) {
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => add(owner, plums.id, 2)))
      t.same(
        outcomes.map((outcome) => outcome?.quantity ?? 0).sort(byNumber),
        [2, 4, 6, 8, 10, 12, 14, 16, 18, 20]
      )
      t.same(await quantities(owner), [20])
    }
  })

  t.test('opens one cart for different goods of the same moment', async (t) => {
    const owner = await customer()
    const goods = await Promise.all(Array.from({ length: 8 }, () => createGood(db)))
    await Promise.all(goods.map(({ id }) => add(owner, id, 1)))
    t.same(await quantities(owner), [1, 1, 1, 1, 1, 1, 1, 1])
  })

  t.test('gives up to the most, and says when it gave less', async (t) => {
    const owner = guest()
    t.same(await add(owner, plums.id, 50, 50), { quantity: 50, limited: false })
    t.same(await add(owner, plums.id, 1, 50), { quantity: 50, limited: true })
    t.same(await add(owner, pears.id, 98), { quantity: 98, limited: false })
    t.same(await add(owner, pears.id, 98), { quantity: 99, limited: true })
    t.same(await quantities(owner), [50, 99])
  })

  t.test('never passes the most, whoever adds at the same moment', async (t) => {
    const owner = await customer()
    const few = await createGood(db)
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => add(owner, few.id, 1, 5)))
    t.equal(outcomes.filter((outcome) => outcome?.limited).length, 5)
    t.same(await quantities(owner), [5])
  })

  t.test('gives nothing of what is sold out, and takes nothing away', async (t) => {
    const good = await createGood(db)
    const owner = guest()
    await add(owner, good.id, 2)
    t.same(await add(owner, good.id, 1, 0), { quantity: 0, limited: true })
    t.same(await quantities(owner), [2])
  })

  t.test('refuses a good that is not there, and leaves no cart behind', async (t) => {
    const owner = guest()
    await t.rejects(add(owner, 2_147_483_647, 1), {
      code: 'CARTS_ERR_UNKNOWN_GOOD',
      statusCode: 404
    })
    t.equal(await db.cart.count({ where: owner }), 0)
  })

  t.test('refuses a good that is removed at the same moment', async (t) => {
    const { id } = await createGood(db)
    await t.rejects(
      whileRemoving(id, () => add(guest(), id, 1)),
      { code: 'CARTS_ERR_UNKNOWN_GOOD', statusCode: 404 }
    )
  })

  t.test('knows no customer who was removed', async (t) => {
    const owner = await customer()
    await db.user.delete({ where: { id: owner.userId } })
    t.equal(await add(owner, plums.id, 1), undefined)
  })
})

test('changeLine', async (t) => {
  t.test('sets the quantity, down to what is there', async (t) => {
    const owner = guest()
    await add(owner, plums.id, 2)
    t.same(await changeLine(db, owner, plums.id, 7, 50), { quantity: 7, limited: false })
    t.same(await changeLine(db, owner, plums.id, 99, 50), { quantity: 50, limited: true })
    t.same(await quantities(owner), [50])
  })

  t.test('removes the line at 0, or when the good is sold out', async (t) => {
    const good = await createGood(db)
    const owner = guest()
    await add(owner, plums.id, 2)
    await add(owner, good.id, 1)
    t.same(await changeLine(db, owner, plums.id, 0, 50), { quantity: 0, limited: false })
    t.same(await changeLine(db, owner, good.id, 1, 0), { quantity: 0, limited: true })
    t.same(await quantities(owner), [])
  })

  t.test('knows no line of another cart', async (t) => {
    const owner = await customer()
    await add(owner, plums.id, 2)
    for (const other of [guest(), await customer()]) {
      await add(other, pears.id, 1)
      t.equal(await changeLine(db, other, plums.id, 9, 99), undefined)
      t.equal(await changeLine(db, other, plums.id, 0, 99), undefined)
    }
    t.same(await quantities(owner), [2])
  })
})

test('mergeCart', async (t) => {
  t.test('adds up each good, up to the stock and to 99, and leaves the guest none', async (t) => {
    const [from, owner] = [guest(), await customer()]
    const bread = await createGood(db)
    await add(owner, plums.id, 40)
    await add(owner, pears.id, 60)
    await add(from, plums.id, 40)
    await add(from, pears.id, 60)
    await add(from, bread.id, 3)
    await mergeCart(db, from.id, owner.userId)
    t.same(await quantities(owner), [50, 99, 3])
    t.same(await quantities(from), [])
  })

  t.test('gives the cart to one of many who take it at the same moment', async (t) => {
    const [from, one, other] = [guest(), await customer(), await customer()]
    await add(from, plums.id, 2)
    await Promise.all([one, one, other, one, other].map(({ userId }) => mergeCart(db, from.id, userId)))
    t.same([...(await quantities(one)), ...(await quantities(other))], [2])
  })

  t.test('brings many carts together at the same moment, whatever the order of their lines', async (t) => {
    const owner = await customer()
    const goods = await Promise.all(Array.from({ length: 5 }, () => createGood(db)))
    const carts = Array.from({ length: 6 }, guest)
    for (const [index, from] of carts.entries()) {
      for (const { id } of index % 2 ? goods : goods.toReversed()) await add(from, id, 1)
    }
    await Promise.all([
      ...carts.map(({ id }) => mergeCart(db, id, owner.userId)),
      ...goods.map(({ id }) => add(owner, id, 1))
    ])
    t.same(await quantities(owner), [7, 7, 7, 7, 7])
  })

  t.test('brings along what is sold out, as it was wished', async (t) => {
    const [from, owner] = [guest(), await customer()]
    const [bread, salt] = [await createGood(db), await createGood(db)]
    await add(owner, bread.id, 40)
    await add(from, bread.id, 50)
    await add(from, salt.id, 3)
    for (const { id } of [bread, salt]) await setStock(db, id, 0)
    await mergeCart(db, from.id, owner.userId)
    t.same(await quantities(owner), [90, 3])
  })

  t.test('cuts to what is left of a good that the customer has none of', async (t) => {
    const [from, owner] = [guest(), await customer()]
    const bread = await createGood(db)
    await add(from, bread.id, 5)
    await setStock(db, bread.id, 2)
    await mergeCart(db, from.id, owner.userId)
    t.same(await quantities(owner), [2])
  })

  t.test('leaves out a good that is removed at the same moment', async (t) => {
    const [from, owner, ownerOfOne] = [guest(), await customer(), await customer()]
    const bread = await createGood(db)
    await add(from, bread.id, 1)
    await add(from, plums.id, 2)
    await whileRemoving(bread.id, () => mergeCart(db, from.id, owner.userId))
    t.same(await quantities(owner), [2])

    const [other, salt] = [guest(), await createGood(db)]
    await add(ownerOfOne, salt.id, 1)
    await add(other, salt.id, 1)
    await add(other, plums.id, 2)
    await whileRemoving(salt.id, () => mergeCart(db, other.id, ownerOfOne.userId))
    t.same(await quantities(ownerOfOne), [2])
  })

  t.test('leaves a customer’s cart with its customer', async (t) => {
    const [victim, thief] = [await customer(), await customer()]
    await add(victim, plums.id, 2)
    const { id } = await db.cart.findUniqueOrThrow({ where: victim })
    await mergeCart(db, id, thief.userId)
    t.same(await quantities(victim), [2])
    t.same(await quantities(thief), [])
  })

  t.test('leads additions to the customer’s cart that began before it', async (t) => {
    const [from, opening, owner] = [guest(), guest(), await customer()]
    await add(from, plums.id, 2)
    await mergeCart(db, from.id, owner.userId)
    await mergeCart(db, opening.id, owner.userId)
    await add(from, plums.id, 3)
    await add(from, plums.id, 99, 50)
    await add(opening, pears.id, 1)
    t.same(await quantities(owner), [50, 1], 'also where the guest had no cart yet')
    t.same(await quantities(from), [], 'a guest’s session reads no customer’s cart')
  })

  t.test('and an addition wait for each other, whichever comes first', async (t) => {
    for (const order of ['the merge first', 'the addition first']) {
      const [from, owner] = [guest(), await customer()]
      await add(from, plums.id, 2)
      const merge = () => mergeCart(db, from.id, owner.userId)
      const addition = () => add(from, plums.id, 3)
      const works: (() => Promise<unknown>)[] =
        order === 'the merge first' ? [merge, addition] : [addition, merge]
      await inOrderBehind(db, from.id, works)
      t.same(await quantities(owner), [5], order)
    }
  })
})

test('a cart can have what there is, up to 99, and 99 of what can be ordered', async (t) => {
  for (const [stock, backorder, most] of [
    [0, false, 0],
    [50, false, 50],
    [1_000, false, 99],
    [0, true, 99]
  ] as const) {
    t.equal(mostInCart({ stock, backorder }), most)
  }
})

/** Removes a good in a transaction that ends once `work`, begun meanwhile, waits for it. */
async function whileRemoving<Result>(goodId: number, work: () => Promise<Result>): Promise<Result> {
  const { working } = await db.$transaction(async (tx) => {
    await tx.good.delete({ where: { id: goodId } })
    const working = work()
    working.catch(() => {})
    await until(async () => (await countWaiting(db)) > 0, 'the work waits for the good')
    return { working }
  })
  return working
}

function add(owner: CartOwner, goodId: number, quantity: number, most = CEILING) {
  return addToCart(db, owner, goodId, quantity, most)
}

function guest() {
  return { id: randomUUID() }
}

async function customer() {
  const { id } = await createUser(db)
  return { userId: id }
}

async function quantities(owner: CartOwner): Promise<number[]> {
  return (await findCart(db, owner, 'EUR')).lines.map(({ quantity }) => quantity)
}

function byNumber(one: number, other: number): number {
  return one - other
}
