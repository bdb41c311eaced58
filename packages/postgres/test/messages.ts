import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { connectToKeeper } from '../src/lease/lease-client.js'
import { isKeeperMessage, isWish } from '../src/lease/messages.js'

test('a keeper is known by its greeting', async (t) => {
  const greeting = { pid: process.pid, url: 'postgresql://larder@localhost/larder' }
  const connection = await connect(t, JSON.stringify(greeting))
  t.match(connection, greeting)
  connection?.socket.destroy()
})

test('a greeting that makes no sense is refused with what to do', async (t) => {
  for (const line of ['hello', 'null', '{"pid":"1","url":"postgresql://x"}', '{"pid":1}']) {
    await t.rejects(connect(t, line), { code: 'POSTGRES_ERR_KEEPER', message: /Stop what uses it/ }, line)
  }
})

test('other messages are known by their fields', (t) => {
  t.ok(isWish({ leftovers: 'SELECT' }))
  for (const value of [undefined, null, [], {}, { leftovers: 1 }]) t.notOk(isWish(value), String(value))
  for (const value of [{ progress: 'copying' }, { ready: true }, { failed: { code: 'X', message: 'y' } }])
    t.ok(isKeeperMessage(value), JSON.stringify(value))
  for (const value of [
    undefined,
    {},
    { ready: false },
    { failed: {} },
    { failed: { code: 1, message: 'y' } }
  ])
    t.notOk(isKeeperMessage(value), JSON.stringify(value))
  t.end()
})

/** Connects to a process that greets with this line in a keeper's place. */
async function connect(t: Test, line: string) {
  // The path of a socket has to be short, which a test's own folder need not be.
  const sockets = await mkdtemp('/tmp/larder-test-')
  t.teardown(() => rm(sockets, { recursive: true }))
  const server = createServer((socket) => socket.write(`${line}\n`))
  server.listen(join(sockets, 'keeper.sock'))
  await once(server, 'listening')
  try {
    return await connectToKeeper({ checkout: sockets, state: sockets, sockets })
  } finally {
    server.close()
  }
}
