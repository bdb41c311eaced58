import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { type Test, test } from 'tap'
import { connectToKeeper, isKept } from '../src/lease/lease-client.js'

const GREETING = { pid: process.pid, url: 'postgresql://larder@localhost/larder' }

test('a keeper is known by its greeting', async (t) => {
  const connection = await connectToKeeper(await openKeeper(t, JSON.stringify(GREETING)))
  t.match(connection, GREETING)
  connection?.socket.destroy()
})

test('a greeting that makes no sense is refused with what to do', async (t) => {
  for (const line of ['hello', 'null', '{"pid":"1","url":"postgresql://x"}', '{"pid":1}']) {
    const asked = connectToKeeper(await openKeeper(t, line))
    await t.rejects(asked, { code: 'POSTGRES_ERR_KEEPER', message: /Stop what uses it/ }, line)
  }
})

test('who asks whether there is a keeper holds no lease afterwards', async (t) => {
  const leases = new Set<Socket>()
  const paths = await openKeeper(t, JSON.stringify(GREETING), (socket) => {
    leases.add(socket)
    socket.resume().once('end', () => {
      leases.delete(socket)
      socket.end('kept\n')
    })
  })
  t.equal(await isKept(paths), true)
  t.equal(leases.size, 0)
})

/** Opens a process's socket in a keeper's place, which greets with this line. @returns where it is */
async function openKeeper(t: Test, line: string, onLease: (socket: Socket) => void = () => {}) {
  // The path of a socket has to be short, which a test's own folder need not be.
  const sockets = await mkdtemp('/tmp/larder-test-')
  t.teardown(() => rm(sockets, { recursive: true }))
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    onLease(socket)
    socket.on('error', () => {}).write(`${line}\n`)
  })
  server.listen(join(sockets, 'keeper.sock'))
  await once(server, 'listening')
  t.teardown(() => server.close())
  return { checkout: sockets, state: sockets, sockets }
}
