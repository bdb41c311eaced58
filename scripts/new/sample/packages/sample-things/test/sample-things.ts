import { createClient } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import tap, { test } from 'tap'
import { findSampleThing } from '../src/find-sample-thing.js'
import { listSampleThings } from '../src/list-sample-things.js'
import { createSampleThing } from '../src/testing/index.js'

const db = createClient(await freshDatabase(tap))
tap.teardown(() => db.$disconnect())
tap.beforeEach(async () => {
  await db.sampleThing.deleteMany()
})

test('listSampleThings', async (t) => {
  t.test('goes through them from the newest, each on one page', async (t) => {
    for (const name of ['first', 'second', 'third']) await createSampleThing(db, { name })
    const found = await Promise.all([1, 2].map((page) => listSampleThings(db, { page, pageSize: 2 })))
    t.same(
      found.map(({ sampleThings }) => sampleThings.map(({ name }) => name)),
      [['third', 'second'], ['first']]
    )
    for (const [index, page] of found.entries()) t.match(page, { total: 3, page: index + 1, pages: 2 })
  })

  t.test('has nothing on a page after the last, and one page of nothing', async (t) => {
    t.same(await listSampleThings(db, { pageSize: 2 }), { sampleThings: [], total: 0, page: 1, pages: 1 })
    await createSampleThing(db)
    t.match(await listSampleThings(db, { page: 9, pageSize: 2 }), { sampleThings: [], total: 1, pages: 1 })
  })
})

test('findSampleThing knows it by its id', async (t) => {
  const { id, name } = await createSampleThing(db)
  t.same(await findSampleThing(db, id), { id, name })
  t.equal(await findSampleThing(db, id + 1), null)
})
