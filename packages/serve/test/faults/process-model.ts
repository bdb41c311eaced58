import { existsSync } from 'node:fs'
import { type Outcome, PROCESS_FAULTS, SUFFERING, suffer } from '@larder/load/faults'
import { slowness } from '@larder/testing'
import { test } from 'tap'
import { connectIdly, holdRequest } from '../fixtures/clients.js'
import { fixture, runServe, serveApp } from '../fixtures/served-app.js'

// An app without a database, and no proxy in front: what nginx repeats is repeated by the client (GET, once, after a
// broken connection).
const LOAD = { requests: 10_000, visitors: 12, pause: 0 }
const rows: string[][] = []

for (const fault of PROCESS_FAULTS) {
  test(`under load: ${fault.name}`, async (t) => {
    const app = await serveApp(t, SUFFERING.args, SUFFERING.env)
    const times = fault.times ?? 1
    const { load, mayFail, recovery } = await suffer(t, app, fault, { ...LOAD, times })
    // What a killed worker has just answered it cannot write down any more.
    const answered = load.get.answered + load.post.answered - mayFail
    t.ok(app.accessLog().length >= answered, 'every answer is in the access log')
    rows.push(rowOf(fault.name, times, { load, recovery }))
    app.signal('SIGTERM')
    await app.exit
  })
}

for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
  test(`a request of three seconds, in flight at ${signal}`, async (t) => {
    const app = await serveApp(t, SUFFERING.args)
    await connectIdly(t, app.origin, 20)
    const { answer, release } = await holdRequest(t, app)
    const began = performance.now()
    app.signal(signal)
    setTimeout(release, 3_000)
    t.match(await answer, { status: 200, body: '{"held":true}' }, 'is answered in full')
    const waited = performance.now() - began
    t.ok(waited >= 3_000)
    if (signal === 'SIGHUP') app.signal('SIGTERM')
    await app.exit
    t.ok(performance.now() - began < 10_000 * slowness(), 'gone within 10 s, with 20 idle clients connected')
    rows.push([`3 s request at ${signal}`, '1', '1', '0', '0', '', '', seconds(performance.now() - began)])
  })
}

test('kill -9 the master', async (t) => {
  const app = await serveApp(t, SUFFERING.args)
  await connectIdly(t, app.origin, 20)
  const began = performance.now()
  app.signal('SIGKILL')
  await app.exit
  const gone = performance.now() - began
  t.ok(gone < 5_000 * slowness(), 'the workers are gone within 5 s')
  t.ok(existsSync(app.pidFile))
  const bind = new URL(app.origin).host
  const args = ['-w', '1', '-b', bind, '--pid', app.pidFile, fixture('app.mjs')]
  const again = runServe(t, args, { env: app.env })
  t.equal(await again.listening, app.origin)
  t.equal((await fetch(app.origin)).status, 200, 'and a new one serves there')
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
