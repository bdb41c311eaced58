import { randomUUID } from 'node:crypto'
import { test } from 'tap'
import { LEFTOVERS } from '../src/database/postgresql/leftovers.js'
import { connectServer } from '../src/database/postgresql/server.js'

test('leftovers are test databases, and all templates but the newest', async (t) => {
  const { query } = await connectServer()
  const id = randomUUID().replaceAll('-', '')
  const [test = '', old = '', young = '', shop = ''] = ['test', 'template_old', 'template_new', 'shop'].map(
    (kind) => `larder_${kind}_${id}`
  )
  for (const name of [test, old, young, shop]) {
    await query(`CREATE DATABASE ${name}`)
    t.teardown(() => query(`DROP DATABASE ${name}`))
  }
  const names = (await query(LEFTOVERS)).rows.map(({ name }) => name)
  for (const name of [test, old]) t.ok(names.includes(name), name)
  t.notOk(names.includes(shop))
  // Another process may have made one since.
  t.ok(!names.includes(young) || names.length > 2)
})
