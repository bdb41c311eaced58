import { existsSync } from 'node:fs'
import { type Outcome, PROCESS_FAULTS, SUFFERING, suffer } from '@larder/load/faults'
import { slowness } from '@larder/testing'
import { test } from 'tap'
import { connectIdly, holdRequest } from '../fixtures/clients.js'
import { runGateway } from '../fixtures/gateway-process.js'
import { serveShop } from '../fixtures/served-shop.js'

// The gateway without a proxy in front: what nginx repeats is repeated by the client (GET, once, after a broken
// connection).
const LOAD = { requests: 10_000, visitors: 12, pause: 0 }
// On a busy machine a worker is late, and refusing requests is not what is tested.
const ARGS = [...SUFFERING.args, '--max-event-loop-delay', '0']
const rows: string[][] = []

for (const fault of PROCESS_FAULTS) {
  test(`under load: ${fault.name}`, async (t) => {
    const shop = await serveShop(t, ARGS, SUFFERING.env)
    const times = fault.times ?? 1
    const { load, mayFail, recovery } = await suffer(t, shop, fault, { ...LOAD, times })
    // What a killed worker has just answered it cannot write down any more.
    const answered = load.get.answered + load.post.answered - mayFail
    t.ok(shop.accessLog().length >= answered, 'every answer is in the access log')
    rows.push(rowOf(fault.name, times, { load, recovery }))
    shop.signal('SIGTERM')
    await shop.exit
  })
}

for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
  test(`a request of three seconds, in flight at ${signal}`, async (t) => {
    const shop = await serveShop(t, ARGS)
    await connectIdly(t, shop.origin, 20)
    const { answer, release } = await holdRequest(t, shop)
    const began = performance.now()
    shop.signal(signal)
    setTimeout(release, 3_000)
    t.match(await answer, { status: 200, body: /"goods".*}$/ }, 'is answered in full')
    const waited = performance.now() - began
    t.ok(waited >= 3_000)
    if (signal === 'SIGHUP') shop.signal('SIGTERM')
    await shop.exit
    t.ok(performance.now() - began < 10_000 * slowness(), 'gone within 10 s, with 20 idle clients connected')
    rows.push([`3 s request at ${signal}`, '1', '1', '0', '0', '', '', seconds(performance.now() - began)])
  })
}

test('kill -9 the master', async (t) => {
  const shop = await serveShop(t, ARGS)
  await connectIdly(t, shop.origin, 20)
  const began = performance.now()
  shop.signal('SIGKILL')
  await shop.exit
  const gone = performance.now() - began
  t.ok(gone < 5_000 * slowness(), 'the workers are gone within 5 s')
  t.ok(existsSync(shop.pidFile))
  const bind = new URL(shop.origin).host
  const again = runGateway(t, ['start', '-w', '1', '-b', bind, '--pid', shop.pidFile], shop.env)
  t.equal(await again.listening, shop.origin)
  t.equal((await fetch(`${shop.origin}/goods`)).status, 200, 'and a new one serves there')
  rows.push(['kill -9 the master', '1', '', '', '', '', '', seconds(gone)])
})

test('the figures', async (t) => {
  const head = ['fault', 'times', 'GET', 'repeated', 'failed', 'POST', 'failed', 'recovered after']
  console.error(
    ['', head, head.map(() => '---'), ...rows].map((row) => row && `| ${[...row].join(' | ')} |`).join('\n')
  )
  t.equal(rows.length, PROCESS_FAULTS.length + 3)
})

function rowOf(
  name: string,
  times: number,
  { load, recovery }: Pick<Outcome, 'load' | 'recovery'>
): string[] {
  const { get, post } = load
  const figures = [times, get.answered, get.repeated, get.failed, post.answered, post.failed]
  return [name, ...figures.map(String), `${seconds(Math.max(...recovery))} at most`]
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}
