import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { connect, createServer } from 'node:net'
import { text } from 'node:stream/consumers'
import { freshDatabase, shortFolder } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { Agent, request } from 'undici'
import { type DeployedInstance, deployShop, runDeploy } from '../fixtures/deployed-shop.js'
import { freePorts } from '../fixtures/free-ports.js'
import { withoutBrotli, withoutNginx } from '../fixtures/tools.js'

test('deploy:local', { skip: withoutNginx }, async (t) => {
  const instances = [{ workers: 1 }, { workers: 1, only: 'goods' }]
  const shop = await deployShop(t, { instances, nginx: { brotli: !withoutBrotli } })
  const [all, goods] = shop.instances
  const ask = async (path: string, headers = {}) => {
    const { statusCode, headers: sent, body } = await request(shop.origin + path, { headers })
    return { status: statusCode, headers: sent, body: await body.text() }
  }
  // Written a moment after the answer.
  const logged = (instance: DeployedInstance | undefined, text: string) =>
    until(() => {
      const lines = instance?.accessLog() ?? []
      return lines.some((line) => line.includes(text)) && lines
    }, `the access log has ${text}`)

  await t.test('serves the shop', async (t) => {
    t.match(await ask('/'), { status: 200, body: /<html/ })
    t.match(await ask('/goods/get_goods', { accept: 'application/json' }), { status: 200, body: /Bananas/ })
    t.match(await ask('/users/register'), { status: 200 })
  })

  await t.test('sends what an instance serves alone to it alone', async (t) => {
    t.match(await logged(goods, '/goods/get_goods'), [/"GET \/goods\/get_goods /])
    t.match(await logged(all, '/users/register'), [/"GET \/ /, /"GET \/users\/register /])
  })

  await t.test('has nginx serve the static files', async (t) => {
    const { body: page } = await ask('/goods')
    const [hashed = ''] = /\/goods\/static\/suggest\.js\?v=[0-9a-f]{8}/.exec(page) ?? []
    const [plain = ''] = hashed.split('?')
    t.match((await ask(hashed)).headers, {
      'content-type': /javascript/,
      'cache-control': 'public, max-age=31536000, immutable'
    })
    for (const url of [plain, `${plain}?v=00000000`])
      t.match(await ask(url), { status: 200, headers: { 'cache-control': 'no-cache' } }, url)
    t.match(await ask(`${plain}.lost`), { status: 404, headers: { 'cache-control': undefined } })
    const { headers } = await ask('/static/shop.css', { 'accept-encoding': 'gzip' })
    t.match(headers, { 'content-encoding': 'gzip', vary: /Accept-Encoding/ })
    t.equal(Number(headers['content-length']) > 0, true, 'as it was compressed at build')
    await Promise.all([ask('/goods?last'), ask('/?last')])
    const lines = [...(await logged(goods, '/goods?last')), ...(await logged(all, '/?last'))]
    t.notOk(
      lines.some((line) => line.includes('/static/')),
      'no gateway hears of it'
    )
  })

  await t.test('has it serve the .br files', { skip: withoutBrotli }, async (t) => {
    t.match((await ask('/static/shop.css', { 'accept-encoding': 'gzip, br' })).headers, {
      'content-encoding': 'br'
    })
  })

  await t.test('lets nobody out of the folders of static files', async (t) => {
    const { port } = new URL(shop.origin)
    for (const path of [
      '/static/.hidden',
      '/static/../package.json',
      '/static/%2e%2e/package.json',
      '/static/..%2fpackage.json',
      '/static//../../package.json',
      '/static../package.json',
      '/goods/static/..%5c..%5cpackage.json'
    ])
      t.match(await askRaw(Number(port), path), /^HTTP\/1\.1 (400|403|404) /, path)
  })

  await t.test('knows visitors by their address, whatever they claim', async (t) => {
    const dispatcher = new Agent({ localAddress: '127.0.0.2' })
    t.teardown(() => dispatcher.close())
    const headers = { 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9' }
    const { body } = await request(`${shop.origin}/?who`, { dispatcher, headers })
    await body.dump()
    t.match((await logged(all, '/?who')).at(-1), /^127\.0\.0\.2 /)
  })

  await t.test('shows the maintenance page on demand', async (t) => {
    t.match(await shop.run('maintenance-on'), { code: 0 })
    t.match(await ask('/goods'), { status: 503, body: /right back/ })
    t.match(await shop.run('maintenance-off'), { code: 0 })
    t.match(await ask('/goods'), { status: 200 })
  })

  await t.test('is told apart from one that does not run', async (t) => {
    t.match(await shop.run('start'), { code: 0, said: `Larder runs already at ${shop.origin}\n` })
    t.match(await shop.run('status'), {
      code: 0,
      said: /^nginx .*\npid \d+\n[\s\S]*1 of 1 workers[\s\S]*1 of 1 workers/
    })
  })

  await t.test('goes on after a reload', async (t) => {
    const before = await shop.run('status')
    t.match(await shop.run('reload'), { code: 0 })
    const after = await shop.run('status')
    t.same(
      workersIn(before.said).filter((pid) => workersIn(after.said).includes(pid)),
      [],
      'every worker is new'
    )
    t.equal(workersIn(after.said).length, 2)
    t.match(await ask('/goods'), { status: 200 })
  })

  await t.test('has an nginx again after a reload, whatever became of it', async (t) => {
    process.kill(Number(readFileSync(`${shop.folder}/nginx.pid`, 'utf8')), 'SIGQUIT')
    await until(() => !existsSync(`${shop.folder}/nginx.pid`), 'nginx has ended')
    t.match(await shop.run('reload'), { code: 0 })
    t.match(await ask('/goods'), { status: 200 })
  })

  await t.test('starts at a reload what does not run, as with another bind', async (t) => {
    const file = `${shop.folder}/deploy.json`
    const text = readFileSync(file, 'utf8')
    const { instances: listed, ...rest } = JSON.parse(text)
    const [port] = await freePorts(1)
    const moved = { ...listed[1], bind: `127.0.0.1:${port}` }
    writeFileSync(file, JSON.stringify({ ...rest, instances: [listed[0], moved] }))
    t.match(await shop.run('reload'), { code: 0 })
    t.match(await shop.run('status'), { code: 0, said: `127.0.0.1:${port}` })
    t.notOk(existsSync(goods?.pidFile ?? ''), 'and stops it where it was')
    t.match(await ask('/goods'), { status: 200 })
    writeFileSync(file, text)
    t.match(await shop.run('reload'), { code: 0 })
  })

  await t.test('stops at a reload what is no longer listed', async (t) => {
    const file = `${shop.folder}/deploy.json`
    const { instances: listed, ...rest } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify({ ...rest, instances: listed.slice(0, 1) }))
    t.match(await shop.run('status'), { code: 0, said: /is no longer listed/ })
    t.match(await shop.run('reload'), { code: 0 })
    t.notOk(existsSync(goods?.pidFile ?? ''))
    t.match(await ask('/goods'), { status: 200 })
    writeFileSync(file, JSON.stringify({ ...rest, instances: listed }))
    t.match(await shop.run('start'), { code: 0 })
    writeFileSync(file, JSON.stringify({ ...rest, instances: listed.slice(0, 1) }))
  })

  await t.test('leaves nothing behind when it is stopped', async (t) => {
    t.match(await shop.run('stop'), { code: 0, said: 'Nothing runs any more.\n' })
    t.match(await shop.run('status'), { code: 1 })
    t.same(
      [...shop.instances.map(({ pidFile }) => pidFile), `${shop.folder}/nginx.pid`].filter(existsSync),
      []
    )
    await t.rejects(ask('/'), { code: 'ECONNREFUSED' })
  })
})

test('deploy:local that cannot come up', { skip: withoutNginx }, async (t) => {
  const folder = await shortFolder(t)
  const url = await freshDatabase(t)
  const taken = createServer()
  await once(taken.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => taken.close())
  const { port } = taken.address() as AddressInfo
  const [free, front] = await freePorts(2)
  const deploy = async (
    instances: object[],
    listen: number | undefined,
    started?: Parameters<typeof runDeploy>[2]
  ) => {
    writeFileSync(
      `${folder}/deploy.json`,
      JSON.stringify({ instances, nginx: { listen: [`127.0.0.1:${listen}`] } })
    )
    return runDeploy(['local', '--deployment', `${folder}/deploy.json`, '--folder', folder], url, started)
  }
  const sound = { bind: `127.0.0.1:${free}`, workers: 1, 'error-logfile': `${folder}/error` }

  await t.test('says why, and stops what it has started', async (t) => {
    const outcome = await deploy([sound, { bind: `127.0.0.1:${port}`, workers: 1 }], front)
    t.match(outcome, { code: 1, said: new RegExp(`127\\.0\\.0\\.1:${port} is taken`) })
    t.notOk(existsSync(`${folder}/127_0_0_1_${free}.pid`))
  })

  await t.test('and when it is interrupted', async (t) => {
    const interrupt = async (kill: (signal: NodeJS.Signals) => void) => {
      // Then its gateways are coming up.
      await until(() => existsSync(`${folder}/127_0_0_1_${free}.pid`), 'its gateway runs')
      kill('SIGINT')
    }
    const outcome = await deploy([sound], front, interrupt)
    t.match(outcome, { code: 130, said: /^Interrupted: what had been started is stopped again\.$/m })
    t.same(
      readdirSync(folder).filter((name) => name.includes('.pid')),
      ['nginx.pid']
    )
    t.equal(readFileSync(`${folder}/nginx.pid`, 'utf8'), '', 'as nginx -t leaves it')
  })

  await t.test('says that nginx has no address', async (t) => {
    const outcome = await deploy([sound], port)
    t.match(outcome, {
      code: 1,
      said: `nginx: bind() to 127.0.0.1:${port} failed (98: Address already in use)\n`
    })
    t.notOk(existsSync(`${folder}/127_0_0_1_${free}.pid`), 'the gateway is stopped again')
    t.match(readFileSync(`${folder}/error`, 'utf8'), /Larder listens on/, 'which did run')
  })
})

function workersIn(status: string): string[] {
  return [...status.matchAll(/^worker \d+ +(\d+) +ready/gm)].map(([, pid = '']) => pid)
}

/** What is answered to a path as it is, which every client would make sense of first. */
async function askRaw(port: number, path: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  return text(socket)
}
