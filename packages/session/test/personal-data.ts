import { testApp } from '@larder/testing'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import session, { erasePersonalData, exportPersonalData } from '../src/index.js'

test('what is kept of a person', async (t) => {
  const app = await testApp(t, session, async (app: FastifyInstance) => {
    app.onExport('carts', async (_db, { userId }) => ({ cart: userId }))
    app.onExport('orders', async (_db, { email }) => [email])
    app.onErase(async (tx, { userId }) => void (await tx.session.deleteMany({ where: { userId } })))
    app.onErase(async (_tx, { email }) => {
      if (email === 'kept@example.org') throw new Error('this is needed still')
    })
  })
  await app.db.session.create({
    data: { id: 'x', data: '{}', userId: 7, expiresAt: new Date('2100-01-01') }
  })

  t.test('is a section for each feature', async (t) => {
    const data = await exportPersonalData(app, { userId: 7, email: 'anna@example.org' })
    t.same(data, { carts: { cart: 7 }, orders: ['anna@example.org'] })
  })

  t.test('is removed all at once, or not at all', async (t) => {
    const erase = (email: string) =>
      app.db.$transaction((tx) => erasePersonalData(app)(tx, { userId: 7, email }, new Date()))
    await t.rejects(erase('kept@example.org'), new Error('this is needed still'))
    t.equal(await app.db.session.count(), 1)
    await erase('anna@example.org')
    t.equal(await app.db.session.count(), 0)
  })
})
