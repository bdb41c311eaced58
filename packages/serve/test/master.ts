import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { PassThrough } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { shortFolder } from '@larder/testing'
import { until } from '@larder/until'
import pino from 'pino'
import { type Test, test } from 'tap'
import { Master } from '../src/master/master.js'
import { NO_SETTINGS, readSettings } from '../src/settings/read-settings.js'
import type { ServeConfig } from '../src/settings/settings.js'

// The workers here need nothing of what tap loads into its tests.
process.execArgv = []

test('the master', async (t) => {
  t.test('gives up at once when the first workers say why they do not start', async (t) => {
    const { master, log } = employ(t, {}, 'fails')
    await t.rejects(master.start(), { code: 'SERVE_ERR_BOOT', message: /It does not want to/ })
    t.ok(log.count('died') <= 2, 'each was tried once')
    await master.stop()
    t.equal(master.workers.length, 0)
  })

  t.test('backs off when workers die without a word, and gives up after a few', async (t) => {
    const { master, log } = employ(t, { workers: 1 }, 'dies')
    const gaveUp = new Promise((resolve) => {
      master.onGiveUp = resolve
    })
    const began = performance.now()
    await t.rejects(master.start(), { code: 'SERVE_ERR_BOOT', message: /exit code 7/ })
    t.ok(performance.now() - began > 1_000, 'with pauses')
    t.equal(log.count('died'), 5)
    t.match(await gaveUp, { code: 'SERVE_ERR_BOOT' })
  })

  t.test('has one worker start after the other, at the start and at a reload', async (t) => {
    const { master, assignment, log } = employ(t, { workers: 3 })
    const starting = () => master.workers.filter(({ state }) => state === 'starting').length
    let most = 0
    log.each('serves', () => {
      most = Math.max(most, starting())
    })
    const started = master.start()
    t.equal(starting(), 1)
    await started
    await master.reload(assignment)
    t.equal(log.count('serves'), 6)
    t.equal(most, 0, 'when one comes up, no other was starting')
  })

  t.test('says what a worker waits for that takes long to start', async (t) => {
    const { master, log } = employ(t, { workers: 1 }, 'dawdles')
    const delayed = new Promise<string>((resolve) => {
      master.onDelay = resolve
    })
    const started = master.start()
    const [worker] = master.workers
    if (!worker) throw new Error('No worker was made.')
    // A message that is heard tells nobody else.
    await until(() => worker.awaits === 'a word', 'the worker waits for a word')
    worker.lastReported -= 10_000
    t.match(await delayed, /^worker 1 \(pid \d+\) has been starting for [\d.]+ s, .* waits for a word$/)
    t.equal(log.count('waits for a word'), 1)
    process.kill(worker.pid ?? Number.NaN, 'SIGUSR1')
    await started
  })

  t.test('says what to do when a worker does not come up', async (t) => {
    const { master } = employ(t, { workers: 1 }, 'dawdles')
    const started = master.start()
    const [worker] = master.workers
    // The processor's time is looked at anew, and has not grown.
    if (worker) worker.processorTime = Number.POSITIVE_INFINITY
    await t.rejects(started, {
      code: 'SERVE_ERR_BOOT',
      message: /worker 1 .* did not come up within 30 s of processor time \(--timeout gives it longer\)/
    })
  })

  t.test('gives up when no process can be made', async (t) => {
    // What a machine without memory throws as well.
    const { master, log } = employ(t, { workers: 1 }, 'none', new URL('data:,'))
    await t.rejects(master.start(), { code: 'SERVE_ERR_BOOT' })
    t.equal(log.count('worker 1 could not be made'), 5)
  })

  t.test('kills a worker that began to end by itself, and does not', async (t) => {
    // One second, with the eight that an app gets to close.
    const { master, log } = employ(t, { workers: 1, gracefulTimeout: -7 }, 'breaks')
    await master.start()
    await log.says('has ended')
    t.pass('after the time that one has which was told to')
  })

  t.test('replaces a worker that dies', async (t) => {
    const { master, log } = employ(t)
    await master.start()
    const [worker] = master.workers
    const replaced = log.says('serves')
    worker?.kill()
    await replaced
    t.equal(master.workers.length, 2)
    t.notOk(master.workers.includes(worker as never))
  })

  t.test('kills and replaces a worker that is stuck in an endless loop', async (t) => {
    const { master, log } = employ(t, { workers: 1, timeout: 1 }, 'sticks')
    await master.start()
    const [{ pid } = { pid: 0 }] = master.workers
    await log.says(`(pid ${pid}) has been stuck for 1 s and is killed`)
    await log.says('worker 1')
    t.notOk(master.workers.some((worker) => worker.pid === pid))
  })

  t.test('replaces a worker that has served its requests before it ends', async (t) => {
    const { master, log } = employ(t, { workers: 1 }, 'tires')
    const ended = log.says('has ended')
    await master.start()
    await ended
    t.same(
      master.workers.map(({ number, state }) => [number, state]),
      [[2, 'ready']]
    )
    t.equal(log.count('serves'), 2)
  })

  t.test('replaces all workers at a reload', async (t) => {
    const { master, config, plan } = employ(t)
    await master.start()
    const before = master.workers
    await master.reload({ config: { ...config, workers: 3 }, plan })
    const ready = master.workers.filter(({ state }) => state === 'ready')
    t.equal(ready.length, 3)
    t.notOk(ready.some((worker) => before.includes(worker)))
  })

  for (const habit of ['fails', 'dies']) {
    t.test(`goes on with the old workers when at a reload one ${habit}`, async (t) => {
      const { master, config, plan } = employ(t)
      await master.start()
      const before = master.workers
      await t.rejects(master.reload({ config, plan: { ...plan, hand: { habit } } }), {
        code: 'SERVE_ERR_BOOT'
      })
      t.same(
        master.workers.filter(({ state }) => state === 'ready').map(({ pid }) => pid),
        before.map(({ pid }) => pid)
      )
    })
  }

  t.test(
    'returns to the old settings when at a reload only the second worker does not come up',
    async (t) => {
      const { master, config, plan, log } = employ(t)
      await master.start()
      let newest: number | undefined
      let asked = 0
      const hand = {
        get habit() {
          asked += 1
          return asked > 1 ? 'fails' : 'none'
        }
      }
      log.each('serves', () => {
        newest = master.workers.at(-1)?.pid
      })
      await t.rejects(master.reload({ config, plan: { ...plan, hand } }), { code: 'SERVE_ERR_BOOT' })
      const forFailed = newest
      t.ok(forFailed, 'the first came up')
      await until(
        () =>
          master.workers.length === 2 &&
          master.workers.every(({ state, pid }) => state === 'ready' && pid !== forFailed),
        'both workers are of the old settings'
      )
    }
  )

  t.test('leaves nothing bound but what the last of several reloads names', async (t) => {
    const folder = await shortFolder(t)
    const { master, config, plan } = employ(t)
    await master.start()
    const bind = (name: string) => ({ config: { ...config, bind: [{ path: `${folder}/${name}` }] }, plan })
    await Promise.all(['a', 'b', 'c', 'b'].map((name) => master.reload(bind(name))))
    t.same(readdirSync(folder), ['b'])
    t.same(
      master.sockets.map(({ wanted }) => wanted),
      [`unix:${folder}/b`]
    )
  })

  t.test('has bound nothing when it is stopped during a reload', async (t) => {
    const folder = await shortFolder(t)
    const { master, config, plan } = employ(t)
    await master.start()
    const reloaded = master.reload({ config: { ...config, bind: [{ path: `${folder}/a` }] }, plan })
    void master.stop(true)
    await t.rejects(reloaded, { code: 'SERVE_ERR_STOPPED' })
    t.same(readdirSync(folder), [])
  })

  t.test('takes a reload during a reload for the latest word', async (t) => {
    const { master, config, plan } = employ(t)
    await master.start()
    await Promise.all([1, 2, 3].map((workers) => master.reload({ config: { ...config, workers }, plan })))
    t.equal(master.workers.filter(({ state }) => state === 'ready').length, 3)
  })

  t.test('has the workers serve on for a while at a stop, unless it is hastened', async (t) => {
    const { master } = employ(t, { drainDelay: 60 })
    await master.start()
    let accepts = true
    void master.ending.then(() => {
      accepts = false
    })
    const stopped = master.stop()
    await setImmediate()
    t.ok(master.workers.every(({ state }) => state === 'ready'))
    t.ok(accepts, 'a new connection is served')
    master.stop(true)
    await master.ending
    await stopped
    t.equal(master.workers.length, 0)
  })

  t.test('kills a worker that does not end when it is told to', async (t) => {
    const { master } = employ(t, { workers: 1 }, 'deaf')
    await master.start()
    await master.stop()
    t.equal(master.workers.length, 0)
  })
})

/** A master of stub workers with a habit, that logs to memory. */
function employ(
  t: Test,
  settings: Partial<ServeConfig> = {},
  habit = 'none',
  workerFile = new URL('./fixtures/stub-worker.mjs', import.meta.url)
) {
  const { config: defaults } = readSettings(NO_SETTINGS, {
    flags: { bind: '127.0.0.1:0', workers: '2', gracefulTimeout: '1' },
    env: {}
  })
  const config = { ...defaults, ...settings }
  const plan = { app: { file: 'none' }, texts: [], hand: { habit }, title: 'stub' }
  const assignment = { config, plan }
  const stream = new PassThrough()
  let logged = ''
  stream.on('data', (chunk) => {
    logged += chunk
  })
  const log = {
    count: (text: string) => logged.split(text).length - 1,
    each(text: string, happened: () => void) {
      stream.on('data', (chunk) => String(chunk).includes(text) && happened())
    },
    async says(text: string) {
      for (const from = logged.length; !logged.slice(from).includes(text); ) await once(stream, 'data')
    }
  }
  const master = new Master({ ...assignment, sockets: [], log: pino(stream), workerFile })
  t.teardown(() => master.stop(true))
  return { master, config, plan, assignment, log }
}
