import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { Agent, get } from 'node:http'
import { text } from 'node:stream/consumers'
import { slowness } from '@larder/testing'
import type { Test } from 'tap'
import { type Outcome, PROCESS_FAULTS, type ServedApp, SUFFERING, suffer } from './faults.js'

/** How an app is served, for {@link sufferAll}. */
export interface Serving<App extends LoggedApp> {
  /** Starts it with two workers, of which one that is stuck for three seconds is killed. */
  serve(t: Test, env?: Record<string, string>): Promise<App>
  /** Starts it at the address and with the pid file of one that was killed. @returns where it serves */
  serveAgain(t: Test, app: App, bind: string): Promise<string>
  /** Sends a request that stays in flight. */
  holdRequest(t: Test, app: App): Promise<HeldRequest>
  /** What a request in flight is answered in the end. */
  answer: string | RegExp
}

export interface LoggedApp extends ServedApp {
  pidFile: string
  /** The lines of the access log, and of what was moved away as `access.…`. */
  accessLog(): string[]
}

export interface HeldRequest {
  answer: Promise<{ status: number; connection: unknown; body: string }>
  /** Lets it be answered. */
  release(): void
}

/**
 * Has visitors served while everything goes wrong that can with processes, and prints a table of the
 * figures. No proxy is in front: what nginx repeats is repeated by the client (GET, once, after a
 * broken connection).
 */
export async function sufferAll<App extends LoggedApp>(t: Test, serving: Serving<App>): Promise<void> {
  const rows: string[][] = []
  for (const fault of PROCESS_FAULTS) {
    await t.test(`under load: ${fault.name}`, async (t) => {
      const app = await serving.serve(t, SUFFERING.env)
      const times = fault.times ?? 1
      const outcome = await suffer(t, app, fault, { ...LOAD, times })
      const { get, post } = outcome.load
      // What a killed worker has just answered it cannot write down any more.
      const answered = get.answered + post.answered - outcome.mayFail
      t.ok(app.accessLog().length >= answered, 'every answer is in the access log')
      rows.push(rowOf(fault.name, times, outcome))
      app.signal('SIGTERM')
      await app.exit
    })
  }
  for (const signal of ['SIGHUP', 'SIGTERM'] as const) {
    await t.test(`a request of three seconds, in flight at ${signal}`, async (t) => {
      const gone = await answerInFlight(t, serving, signal)
      rows.push([`3 s request at ${signal}`, '1', '1', '0', '0', '', '', seconds(gone)])
    })
  }
  await t.test('kill -9 the master', async (t) => {
    rows.push(['kill -9 the master', '1', '', '', '', '', '', seconds(await killMaster(t, serving))])
  })
  const head = ['fault', 'times', 'GET', 'repeated', 'failed', 'POST', 'failed', 'recovered after']
  const table = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`)
  console.error(['', ...table].join('\n'))
}

/** @returns milliseconds from the signal until all processes are gone */
async function answerInFlight<App extends LoggedApp>(
  t: Test,
  { serve, holdRequest, answer: body }: Serving<App>,
  signal: 'SIGHUP' | 'SIGTERM'
): Promise<number> {
  const app = await serve(t)
  await connectIdly(t, `${app.origin}${app.visits.read}`, 20)
  const { answer, release } = await holdRequest(t, app)
  const began = performance.now()
  app.signal(signal)
  setTimeout(release, 3_000)
  t.match(await answer, { status: 200, body }, 'is answered in full')
  t.ok(performance.now() - began >= 3_000)
  if (signal === 'SIGHUP') app.signal('SIGTERM')
  await app.exit
  const gone = performance.now() - began
  t.ok(gone < 10_000 * slowness(), 'gone within 10 s, with 20 idle clients connected')
  return gone
}

/** @returns milliseconds from the signal until all processes are gone */
async function killMaster<App extends LoggedApp>(
  t: Test,
  { serve, serveAgain }: Serving<App>
): Promise<number> {
  const app = await serve(t)
  const url = `${app.origin}${app.visits.read}`
  await connectIdly(t, url, 20)
  const began = performance.now()
  app.signal('SIGKILL')
  await app.exit
  const gone = performance.now() - began
  t.ok(gone < 5_000 * slowness(), 'the workers are gone within 5 s')
  t.ok(existsSync(app.pidFile))
  t.equal(await serveAgain(t, app, new URL(app.origin).host), app.origin)
  t.equal((await fetch(url)).status, 200, 'and a new one serves there')
  return gone
}

/** Clients that have got an answer each, and keep their connections. */
export async function connectIdly(t: Test, url: string, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: count })
  t.teardown(() => agent.destroy())
  await Promise.all(
    Array.from({ length: count }, async () => {
      const [response] = await once(get(url, { agent }), 'response')
      await text(response)
    })
  )
}

function rowOf(name: string, times: number, { load, recovery }: Outcome): string[] {
  const { get, post } = load
  const figures = [times, get.answered, get.repeated, get.failed, post.answered, post.failed]
  return [name, ...figures.map(String), `${seconds(Math.max(...recovery))} at most`]
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1_000).toFixed(1)} s`
}

const LOAD = { requests: 10_000, visitors: 12, pause: 0 }
