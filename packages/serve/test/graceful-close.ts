import { once } from 'node:events'
import { Agent, get, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import { addStates } from '../src/server/app-states.js'
import { closeGracefully } from '../src/worker/graceful-close.js'

test('an app that is closed gracefully', async (t) => {
  t.test('answers what is in flight, and ends the connection', async (t) => {
    const { app, ask, arrived, answer } = await serve(t)
    const response = ask('/slow')
    await arrived
    const closed = closeGracefully(app, [app.server], 5_000)
    answer('at last')
    t.match(await response, { status: 200, connection: 'close', body: 'at last' })
    await closed
  })

  t.test('answers the next request of a client that has kept its connection', async (t) => {
    const { app, ask } = await serve(t)
    t.match(await ask('/'), { status: 200, connection: 'keep-alive' })
    const closed = closeGracefully(app, [app.server], 5_000)
    t.match(await ask('/'), { status: 200, connection: 'close', reused: true })
    await closed
  })

  t.test('does not wait for clients that are idle', async (t) => {
    const { app, ask } = await serve(t)
    await ask('/')
    const began = performance.now()
    await closeGracefully(app, [app.server], 30_000)
    t.ok(performance.now() - began < 15_000)
  })

  t.test('answers what came while the process was too busy to look', async (t) => {
    const { app, port } = await serve(t)
    const client = connect(port, '127.0.0.1')
    const answers = client.setEncoding('utf8')[Symbol.asyncIterator]()
    client.write(REQUEST)
    t.match((await answers.next()).value, '200 OK')
    const closed = closeGracefully(app, [app.server], 30_000)
    client.write(REQUEST)
    // Longer than idle connections are kept.
    const busyUntil = performance.now() + 1_100
    while (performance.now() < busyUntil);
    t.match((await answers.next()).value, '200 OK')
    await closed
  })

  t.test('accepts nobody any more', async (t) => {
    const { app, port, ask, arrived, answer } = await serve(t)
    const response = ask('/slow')
    await arrived
    const closed = closeGracefully(app, [app.server], 5_000)
    const [refusal] = await once(get({ port, agent: false }), 'error')
    t.equal(refusal.code, 'ECONNREFUSED')
    answer('at last')
    await response
    await closed
  })

  t.test('cuts off what is late', async (t) => {
    const { app, ask, arrived } = await serve(t)
    const response = ask('/slow')
    response.catch(() => {})
    await arrived
    await closeGracefully(app, [app.server], 200)
    await t.rejects(response, { code: 'ECONNRESET' })
  })
})

const REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'

interface Served {
  app: FastifyInstance & { server: Server }
  port: number
  ask(path: string): Promise<{ status?: number; connection?: string; reused: boolean; body: string }>
  /** Resolves when a request for /slow has come; `answer` answers it. */
  arrived: Promise<unknown>
  answer(text: string): void
}

async function serve(t: Test): Promise<Served> {
  const app = Fastify({ forceCloseConnections: 'idle' })
  addStates(app)
  let answer = (_text: string) => {}
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  app.get('/', async () => 'at once')
  app.get('/slow', () => {
    arrive()
    return new Promise((resolve) => {
      answer = resolve
    })
  })
  await app.ready()
  app.server.listen(0, '127.0.0.1')
  await once(app.server, 'listening')
  const { port } = app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())
  return {
    app,
    port,
    arrived,
    answer: (text) => answer(text),
    async ask(path) {
      const request = get({ port, path, agent })
      const [response]: [IncomingMessage] = (await once(request, 'response')) as [IncomingMessage]
      const { statusCode: status, headers } = response
      return {
        status,
        connection: headers.connection,
        reused: request.reusedSocket,
        body: await text(response)
      }
    }
  }
}
