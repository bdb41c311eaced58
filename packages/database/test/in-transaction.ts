import { test } from 'tap'
import { inTransaction, rollBack } from '../src/in-transaction.js'
import { connect, makeDatabase } from './fixtures/own-database.js'

test('inTransaction', async (t) => {
  const url = await makeDatabase(t)
  const db = connect(t, url, { poolSize: 2 })
  await db.$executeRaw`CREATE TABLE counters (id int PRIMARY KEY, value int NOT NULL)`
  const reset = async () => {
    await db.$executeRaw`TRUNCATE counters`
    await db.$executeRaw`INSERT INTO counters VALUES (1, 0), (2, 0)`
  }
  const read = () => db.$queryRaw`SELECT value FROM counters ORDER BY id`
  t.beforeEach(reset)

  await t.test('does the work again that a deadlock ended', async (t) => {
    let arrived = 0
    let open = () => {}
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    const count = (first: number, second: number) =>
      inTransaction(db, async (tx) => {
        await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = ${first}`
        arrived += 1
        if (arrived === 2) open()
        await both
        await tx.$executeRaw`UPDATE counters SET value = value + 1 WHERE id = ${second}`
      })
    await Promise.all([count(1, 2), count(2, 1)])
    t.equal(arrived, 3, 'one of them came twice')
    t.same(await read(), [{ value: 2 }, { value: 2 }])
  })

  await t.test('takes all back and returns why', async (t) => {
    const outcome = await inTransaction(db, async (tx) => {
      await tx.$executeRaw`UPDATE counters SET value = 7`
      return Math.random() < 2 ? rollBack({ outcome: 'short' }) : { outcome: 'placed' }
    })
    t.same(outcome, { outcome: 'short' })
    t.same(await read(), [{ value: 0 }, { value: 0 }])
  })

  await t.test('returns what was committed', async (t) => {
    const changed = await inTransaction(db, (tx) => tx.$executeRaw`UPDATE counters SET value = 7`)
    t.equal(changed, 2)
    t.same(await read(), [{ value: 7 }, { value: 7 }])
  })

  await t.test('gives up after three repeats, and repeats nothing else', async (t) => {
    for (const [code, attempts] of [
      ['40001', 4],
      ['40P01', 4],
      ['P0001', 1]
    ] as const) {
      let tries = 0
      const work = inTransaction(db, (tx) => {
        tries += 1
        return tx.$executeRawUnsafe(`DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '${code}'; END $$`)
      })
      await t.rejects(work)
      t.equal(tries, attempts, code)
    }
  })
})
