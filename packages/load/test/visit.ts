import { createServer, type RequestListener } from 'node:http'
import { type Test, test } from 'tap'
import { visit } from '../src/index.js'

const options = { read: '/goods', write: { path: '/carts', body: { good: 7 } }, visitors: 2, pause: 0 }

test('visitors', async (t) => {
  t.test('read and write by turns until they are stopped', async (t) => {
    const asked = new Set<string>()
    const load = visit(
      await serve(t, (request, response) => {
        asked.add(`${request.method} ${request.url}`)
        response.end('{}')
      }),
      options
    )
    await load.reaches(20)
    await load.stop()
    t.same([...asked], ['GET /goods', 'POST /carts'])
    t.match(load.get, { failed: 0, repeated: 0 })
    t.match(load.post, { failed: 0, repeated: 0 })
    t.equal(load.postsInFlight, 0)
  })

  t.test('repeat a GET whose connection broke, and no POST', async (t) => {
    let answers = 0
    const load = visit(
      await serve(t, (request, response) => {
        answers += 1
        if (answers > 1 && answers < 4) request.socket.destroy()
        else response.end('{}')
      }),
      { ...options, visitors: 1 }
    )
    await load.reaches(4)
    await load.stop()
    t.match(load.get, { failed: 0, repeated: 1 })
    t.match(load.post, { failed: 1, repeated: 0 })
  })

  t.test('count an answer that is not whole, or no 200, as failed', async (t) => {
    const load = visit(
      await serve(t, ({ method }, response) => {
        if (method === 'GET') response.end('{}')
        else response.writeHead(500).end('{}')
      }),
      options
    )
    await load.reaches(4)
    await load.stop()
    t.equal(load.get.failed, 0)
    t.equal(load.post.answered, 0)
    t.ok(load.post.failed > 0)
  })
})

async function serve(t: Test, answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  t.teardown(() => server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('It has no port.')
  return `http://127.0.0.1:${address.port}`
}
