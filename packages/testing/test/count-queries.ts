import { queryRows, statement } from '@larder/database'
import { withoutMariadb } from '@larder/mysql/testing'
import { test } from 'tap'
import { Type } from 'typebox'
import { connect, countQueries, freshDatabase } from '../src/index.js'

for (const server of ['postgresql', 'mysql'] as const) {
  test(`on ${server}`, { skip: server === 'mysql' && withoutMariadb }, async (t) => {
    const db = connect(t, await freshDatabase(t, { server }))

    await t.test('countQueries counts what is sent while the work goes on', async (t) => {
      t.equal(await countQueries(() => db.user.count()), 1, 'nothing of how the client connects')
      t.equal(await countQueries(async () => {}), 0)
      t.equal(await countQueries(() => Promise.all([db.user.count(), db.user.count(), db.good.count()])), 3)
    })

    await t.test(
      'countQueries counts what is sent past Prisma, and what a transaction is made of',
      async (t) => {
        t.equal(
          await countQueries(() =>
            queryRows(db, statement(Type.Object({ one: Type.Number() }), 'SELECT 1 AS one'))
          ),
          1
        )
        t.equal(await countQueries(() => db.$transaction((tx) => tx.user.count())), 3)
      }
    )

    await t.test('countQueries stops counting when the work fails', async (t) => {
      await t.rejects(
        countQueries(async () => {
          await db.user.count()
          throw new Error('no luck')
        }),
        { message: 'no luck' }
      )
      t.equal(await countQueries(() => db.user.count()), 1)
    })
  })
}
