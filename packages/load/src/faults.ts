import { renameSync } from 'node:fs'
import type { RunningCommand } from '@larder/testing'
import type { Test } from 'tap'
import { request } from 'undici'
import { type Load, type VisitOptions, visit } from './index.js'

/** A master and its workers that serve an app, with logs in a folder of its own. */
export interface ServedApp extends RunningCommand {
  origin: string
  /** Where its access log is, as `access`, with what was moved away as `access.…`. */
  folder: string
  status(): Promise<{ pid: number; wanted: number; workers: { pid?: number; state: string }[] }>
  /** Sends a signal to the master. */
  signal(name: NodeJS.Signals): void
  /** What visitors read and write. */
  visits: Pick<VisitOptions, 'read' | 'write'>
  /** How many writes have had their effect. */
  countEffects(): Promise<number>
}

/** Something that goes wrong, or is done, while visitors are served. */
export interface Fault {
  name: string
  /** How often, in the full form. @default 1 */
  times?: number
  /** Makes it happen, and looks at what follows. Resolves to the number of POSTs that it may cost: none,
   *  or one of each visitor, who has one in flight at a time. */
  happen(t: Test, app: ServedApp, load: Load): Promise<number>
}

export interface Outcome {
  fault: string
  load: Load
  /** How many POSTs might have failed. */
  mayFail: number
  /** Milliseconds from each fault until everything was as it should be. */
  recovery: number[]
}

/** What every app that suffers is started with. */
export const SUFFERING = {
  args: ['-w', '2', '--timeout', '3'],
  env: { NODE_OPTIONS: `--import=${new URL('./endless-loop.js', import.meta.url)}` }
}

export interface Suffering extends Pick<VisitOptions, 'visitors' | 'pause'> {
  times: number
  /** How many must have been answered before it ends. */
  requests: number
}

/** Has visitors served while a fault happens so many times. */
export async function suffer(
  t: Test,
  app: ServedApp,
  fault: Fault,
  { times, requests, ...pace }: Suffering
): Promise<Outcome> {
  const before = await app.countEffects()
  const load = visit(app.origin, { ...app.visits, ...pace })
  const recovery: number[] = []
  let mayFail = 0
  for (let time = 1; time <= times; time++) {
    await load.reaches((requests * time) / (times + 1))
    const began = performance.now()
    mayFail += await fault.happen(t, app, load)
    recovery.push(performance.now() - began)
  }
  await load.reaches(requests)
  await load.stop()
  t.equal(load.get.failed, 0, 'no GET fails')
  t.ok(load.post.failed <= mayFail, `${load.post.failed} POSTs fail, ${mayFail} may`)
  if (mayFail === 0) t.equal(load.get.repeated, 0, 'no GET has to be repeated')
  const effects = (await app.countEffects()) - before
  const { answered, failed } = load.post
  t.ok(
    effects >= answered && effects <= answered + failed,
    'every POST that was answered has its effect, once'
  )
  return { fault: fault.name, load, mayFail, recovery }
}

/** What happens to processes. */
export const PROCESS_FAULTS: Fault[] = [
  {
    name: 'kill -9 a worker',
    times: 3,
    async happen(_t, app, load) {
      const [worker] = (await app.status()).workers
      const replaced = app.says(' serves"')
      process.kill(worker?.pid ?? Number.NaN, 'SIGKILL')
      await replaced
      return load.visitors
    }
  },
  {
    name: 'a worker in an endless loop',
    async happen(t, app, load) {
      const [worker] = (await app.status()).workers
      const stuck = app.says('stuck now')
      const killed = app.says('has been stuck for 3 s and is killed')
      const replaced = app.says(' serves"')
      process.kill(worker?.pid ?? Number.NaN, 'SIGPROF')
      await stuck
      const { statusCode } = await request(`${app.origin}${app.visits.read}`)
      t.equal(statusCode, 200, 'the other answers meanwhile')
      await killed
      await replaced
      return load.visitors
    }
  },
  {
    name: 'HUP',
    times: 5,
    async happen(t, app) {
      const old = (await app.status()).workers.map(({ pid }) => pid)
      const reloaded = app.says('"reloaded"')
      app.signal('SIGHUP')
      await reloaded
      const ready = (await app.status()).workers.filter(({ state }) => state === 'ready')
      t.equal(ready.length, 2)
      t.notOk(
        ready.some(({ pid }) => old.includes(pid)),
        'every worker is new'
      )
      return 0
    }
  },
  {
    name: 'TTIN, TTOU',
    async happen(t, app) {
      const more = app.says(' serves"')
      app.signal('SIGTTIN')
      await more
      t.equal((await app.status()).wanted, 3)
      const fewer = app.says(' has ended"')
      app.signal('SIGTTOU')
      await fewer
      t.equal((await app.status()).workers.length, 2)
      return 0
    }
  },
  {
    name: 'USR1',
    times: 3,
    async happen(_t, app) {
      // As logrotate does.
      renameSync(`${app.folder}/access`, `${app.folder}/access.${Date.now()}`)
      const reopened = app.says('logs reopened')
      app.signal('SIGUSR1')
      await reopened
      return 0
    }
  },
  {
    name: 'USR2, TERM to the old master',
    async happen(t, app) {
      const succeeded = app.says('serves beside this master')
      app.signal('SIGUSR2')
      await succeeded
      const promoted = app.says('the master before this one has ended')
      app.child.kill('SIGTERM')
      await promoted
      const { pid, workers } = await app.status()
      t.not(pid, app.child.pid, 'the pid file is the new master’s')
      t.equal(workers.length, 2)
      return 0
    }
  }
]
