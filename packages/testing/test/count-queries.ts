import { createClient } from '@larder/database'
import tap, { test } from 'tap'
import { countQueries, freshDatabase } from '../src/index.js'

const db = createClient(await freshDatabase(tap))
tap.teardown(() => db.$disconnect())

test('countQueries counts what is sent while the work goes on', async (t) => {
  await db.user.count()
  t.equal(await countQueries(async () => {}), 0)
  t.equal(await countQueries(() => Promise.all([db.user.count(), db.user.count(), db.good.count()])), 3)
})

test('countQueries stops counting when the work fails', async (t) => {
  await t.rejects(
    countQueries(async () => {
      await db.user.count()
      throw new Error('no luck')
    }),
    { message: 'no luck' }
  )
  t.equal(await countQueries(() => db.user.count()), 1)
})
