import { test } from 'tap'
import { createMissing, createRows } from '../src/create-rows.js'
import { violatedConstraint } from '../src/driver-errors/violated-constraint.js'
import { inTransaction } from '../src/in-transaction.js'
import { connect, makeDatabase, migrate } from './fixtures/own-database.js'

test('rows that are created', async (t) => {
  const url = await makeDatabase(t)
  await migrate(url)
  const db = connect(t, url, { poolSize: 1 })
  const at = new Date('2026-03-29T00:30:00.500Z')

  await t.test('have what was given, and else the default of the column', async (t) => {
    await createRows(db, db.stockMovement, [
      { goodId: 1, quantity: -2, kind: 'sold', ref: 'order:1', at },
      { goodId: 2, quantity: 5, kind: 'received', note: 'late', at, actorId: 3, ref: null }
    ])
    t.same(await db.stockMovement.findMany({ omit: { id: true }, orderBy: { goodId: 'asc' } }), [
      { goodId: 1, quantity: -2, kind: 'sold', ref: 'order:1', actorId: null, note: '', at },
      { goodId: 2, quantity: 5, kind: 'received', ref: null, actorId: 3, note: 'late', at }
    ])
  })

  await t.test('may be many, or none, and hold bytes', async (t) => {
    const bytes = Uint8Array.of(0, 255, 39)
    const file = (name: string) => ({
      name,
      type: 'x',
      size: 3,
      sha256: '',
      bytes,
      createdAt: at,
      usedAt: at
    })
    const files = Array.from({ length: 1_001 }, (_, number) => file(`file-${number}`))
    await createRows(db, db.file, files)
    await createRows(db, db.file, [])
    t.equal(await db.file.count(), 1_001)
    t.strictSame((await db.file.findUniqueOrThrow({ where: { name: 'file-1000' } })).bytes, bytes)
    t.equal(await createMissing(db, db.file, [...files, file('one more')]), 1)
  })

  await t.test('are those that are missing, also in a transaction, which goes on', async (t) => {
    const row = (id: string, count: number) => ({ id, count, expiresAt: at })
    t.equal(await createMissing(db, db.rateLimit, [row('a', 1), row('b', 1)]), 2)
    const written = await inTransaction(db, async (tx) => {
      const more = await createMissing(tx, tx.rateLimit, [row('a', 2), row('c', 2), row('c', 3)])
      return more + (await createMissing(tx, tx.rateLimit, [row('d', 2)]))
    })
    t.equal(written, 2)
    const rows = await db.rateLimit.findMany({ select: { count: true }, orderBy: { id: 'asc' } })
    t.same(
      rows.map(({ count }) => count),
      [1, 1, 2, 2]
    )
  })

  await t.test('have no field that is not written', async (t) => {
    const row = { id: 'e', count: 1, expiresAt: at, why: 'unknown' }
    await t.rejects(createRows(db, db.rateLimit, [row]), {
      name: 'TypeError',
      message: "The rows of rate_limits have no field 'why'."
    })
    t.equal(await db.rateLimit.count({ where: { id: 'e' } }), 0)
  })

  await t.test('are refused by the rules of their table', async (t) => {
    const nobodys = createMissing(db, db.favourite, [{ userId: 1, goodId: 1, savedAt: at }])
    await t.rejects(nobodys)
    t.match(violatedConstraint(await nobodys.catch((error) => error)), /^favourites_\w+_id_fkey$/)
    await t.rejects(createRows(db, db.rateLimit, [{ id: 'a', count: 1, expiresAt: at }]), { code: 'P2010' })
    await t.rejects(createMissing(db, db.rateLimit, [{ id: 'x'.repeat(44), count: 1, expiresAt: at }]))
  })
})
