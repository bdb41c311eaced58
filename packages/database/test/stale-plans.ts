import { type Test, test } from 'tap'
import { Type } from 'typebox'
import { queryRows } from '../src/query-rows.js'
import { statement } from '../src/statement.js'
import { connect, makeDatabase, migrate } from './fixtures/own-database.js'

test('after a column has changed its type on a live server', async (t) => {
  t.test('a read succeeds at once, on every connection of the pool', async (t) => {
    const { db, changeType } = await prepare(t, 3)
    const read = () => db.category.findMany({ select: { name: true, position: true } })
    await busy(3, read)
    await changeType()
    t.same(await busy(6, read), Array(6).fill([{ name: 'Fruit', position: 1 }]))
  })

  t.test('and so do rows that are asked for past Prisma, and in a transaction', async (t) => {
    const { db, changeType } = await prepare(t, 3)
    const Placed = Type.Object({ name: Type.String(), position: Type.Integer() })
    const placed = statement(Placed, 'SELECT name, position FROM categories WHERE position >= $1')
    const Named = Type.Object({ slug: Type.String(), name: Type.String() })
    const named = statement(Named, 'SELECT slug, name FROM categories WHERE slug = $1')
    const read = () => queryRows(db, placed, [1])
    const readInside = () => db.$transaction((tx) => queryRows(tx, named, ['fruit']))
    await busy(3, read)
    await busy(3, readInside)
    await changeType()
    t.same(await busy(6, read), Array(6).fill([{ name: 'Fruit', position: 1 }]))
    t.same(await busy(6, readInside), Array(6).fill([{ slug: 'fruit', name: 'Fruit' }]))
  })

  t.test('a write is done once', async (t) => {
    const { db, changeType } = await prepare(t, 1)
    const add = (slug: string) =>
      db.category.create({ data: { slug, name: 'Bread', position: 2 }, select: { slug: true, name: true } })
    await add('a')
    await changeType()
    t.same(await add('b'), { slug: 'b', name: 'Bread' })
    t.equal(await db.category.count(), 3)
  })

  t.test('a transaction begins anew, and does what it does once', async (t) => {
    const { db, changeType } = await prepare(t, 1)
    const move = () =>
      db.$transaction(async (tx) => {
        await tx.category.updateMany({ data: { position: { increment: 1 } } })
        return tx.category.findFirst({ select: { name: true, position: true } })
      })
    t.same(await move(), { name: 'Fruit', position: 2 })
    await changeType()
    t.same(await move(), { name: 'Fruit', position: 3 })
  })

  t.test('what fails for another reason fails once', async (t) => {
    const { db } = await prepare(t, 1)
    let runs = 0
    const failing = db.$transaction(async (tx) => {
      runs++
      await tx.$queryRaw`SELECT 1 / 0`
    })
    await t.rejects(failing, /division by zero/)
    t.equal(runs, 1)
  })
})

/** A client, and what changes the type of a column that it has read, and of one that it has not. */
async function prepare(t: Test, poolSize: number) {
  const url = await makeDatabase(t)
  await migrate(url)
  const db = connect(t, url, { poolSize })
  const other = connect(t, url, { poolSize: 1 })
  await db.category.create({ data: { slug: 'fruit', name: 'Fruit', position: 1 } })
  const changeType = () =>
    other.$executeRaw`ALTER TABLE categories ALTER name TYPE text, ALTER slug TYPE text`
  return { db, changeType }
}

function busy<Result>(times: number, work: () => PromiseLike<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: times }, work))
}
