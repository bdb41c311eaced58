import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { connect } from 'node:net'
import { promisify } from 'node:util'
import { shortFolder } from '@larder/testing'
import { test } from 'tap'
import { runGateway } from '../fixtures/gateway-process.js'
import { serveShop } from '../fixtures/served-shop.js'

const run = promisify(execFile)

test('a client that is slow has half a minute for its request', async (t) => {
  const socket = `${await shortFolder(t)}/shop.sock`
  const shop = await serveShop(t, ['-w', '1', '--bind', `unix:${socket}`])
  const { hostname, port } = new URL(shop.origin)
  const head = 'POST /carts/lines HTTP/1.1\r\nHost: x\r\n'
  const body = 'Content-Type: application/json\r\nContent-Length: 100\r\n\r\n'
  // The further address has a server of its own.
  const visits = [{ host: hostname, port: Number(port) }, { path: socket }].flatMap((address) =>
    [head, head + body].map((said) => ({ address, said }))
  )
  await Promise.all(
    visits.map(async ({ address, said }) => {
      const client = connect(address)
      client.write(said)
      const began = performance.now()
      const drip = setInterval(() => client.write('x'), 3_000)
      let answer = ''
      client.setEncoding('utf8').on('data', (part) => {
        answer += part
      })
      // What it still sends is not read: the end may be a reset.
      client.on('error', () => {})
      // `once` of node:events would throw that error.
      await new Promise((resolve) => client.once('close', resolve))
      clearInterval(drip)
      const seconds = (performance.now() - began) / 1_000
      t.match(answer, /^HTTP\/1.1 408 /)
      t.ok(seconds > 29, `${said.length} bytes, then one in 3 s: cut after ${seconds} s`)
    })
  )
})

test('a limit of open files is named', { skip: process.platform !== 'linux' && 'needs Linux' }, async (t) => {
  const few =
    'it may open 150 files; raise the limit: "ulimit -n 65536", or LimitNOFILE=65536 in systemd\'s unit'

  await t.test('where it keeps the gateway from starting', async (t) => {
    const folder = await shortFolder(t)
    const args = ['start', '-w', '1', '-b', `unix:${folder}/shop.sock`]
    const gateway = runGateway(t, args, {}, ['prlimit', '--nofile=150'])
    t.ok(await gateway.exit)
    t.match(gateway.output(), few)
  })

  await t.test('where it has connections cut off', async (t) => {
    const shop = await serveShop(t, ['-w', '1'])
    const [worker] = (await shop.status()).workers
    // The worker says so, and Node ends it at the next thing that it cannot do without one.
    const said = shop.says('raise the limit')
    const replaced = shop.says(' serves"')
    const taken = readdirSync(`/proc/${worker?.pid}/fd`).length
    const limit = (most: number) => run('prlimit', [`--nofile=${most}:`, '--pid', String(worker?.pid)])
    await limit(taken + 5)
    const { hostname, port } = new URL(shop.origin)
    const clients = Array.from({ length: 50 }, () => connect(Number(port), hostname).on('error', () => {}))
    await said
    for (const client of clients) client.destroy()
    await replaced
    t.equal((await fetch(`${shop.origin}/users/login`)).status, 200, 'and another takes its place')
  })
})
