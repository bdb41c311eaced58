import { randomUUID } from 'node:crypto'
import { type Test, test } from 'tap'
import { connectServer } from '../src/database/postgresql/server.js'

test('a lock', async (t) => {
  const server = await connectServer()

  await t.test('keeps others out for as long as the work goes on', async (t) => {
    const key = randomUUID()
    const order: string[] = []
    const work = (name: string) =>
      server.locked(key, async () => {
        order.push(name)
        await server.query('SELECT pg_sleep(0.02)')
        order.push(name)
      })
    await Promise.all([work('one'), work('two')])
    t.equal(order[0], order[1])
    t.equal(order[2], order[3])
  })

  await t.test('is free again after work that failed, also where its connection broke', async (t) => {
    const key = randomUUID()
    // More often than there are connections in the pool.
    for (let attempt = 0; attempt < 6; attempt++) {
      const failing = server.locked(key, async () => {
        if (attempt % 2) await breakConnection(t, key)
        throw new Error('the real error')
      })
      await t.rejects(failing, new Error('the real error'))
    }
    t.equal(await server.locked(key, async () => 'free'), 'free')
  })

  async function breakConnection(t: Test, key: string): Promise<void> {
    const { rows } = await server.query(
      `SELECT pg_terminate_backend(pid, 5000) AS gone FROM pg_locks
       WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32 | objid::bigint) = hashtextextended('${key}', 0)`
    )
    t.same(rows, [{ gone: true }])
  }
})
