import type { Logger } from 'pino'
import { processorTimeOf } from './processor-share.js'
import type { WorkerProcess } from './worker-process.js'

/**
 * Kills each worker that has shown no sign of its event loop for `timeout()` seconds, 0 for never. SIGKILL, and no SIGABRT
 * before it as gunicorn sends: JavaScript that is stuck handles no signal.
 *
 * A worker that starts shows none while it loads its code. It may use half a minute of the processor at least, however long
 * that takes on a busy machine, and is stuck too if it does nothing at all for as long.
 *
 * @param delayed told, now and then, of a worker that takes long to start
 */
export function killStuckWorkers(
  workers: Iterable<WorkerProcess>,
  log: Logger,
  timeout: () => number,
  delayed: (line: string) => void
): NodeJS.Timeout {
  let watched = performance.now()
  return setInterval(() => {
    const now = performance.now()
    // If this process was suspended, no worker is to blame.
    const slept = now - watched > 3 * WATCH
    watched = now
    for (const worker of workers) {
      if (slept) worker.lastSeen = now
      const { name } = worker
      if (worker.state === 'starting') watchStart(worker, now, delayed)
      const reason = timeout() === 0 ? undefined : findStuck(worker, timeout(), now)
      if (!reason) continue
      log.fatal(`${name} ${reason} and is killed`)
      if (worker.state === 'starting') worker.reason ??= `${name} ${reason}`
      worker.kill()
    }
  }, WATCH)
}

/** What a worker has to be killed for, for people. */
export function findStuck(
  {
    state,
    lastSeen,
    processorTime,
    awaits
  }: Pick<WorkerProcess, 'state' | 'lastSeen' | 'processorTime' | 'awaits'>,
  timeout: number,
  now: number
): string | undefined {
  const silent = now - lastSeen
  if (state !== 'starting') {
    return silent > timeout * 1_000 ? `has been stuck for ${timeout} s` : undefined
  }
  const patience = Math.max(timeout, STARTING)
  if (processorTime > patience * 1_000) {
    return `did not come up within ${patience} s of processor time (--timeout gives it longer)`
  }
  if (silent > patience * 1_000) {
    return `has waited for ${awaits} for ${patience} s while it started (--timeout gives it longer)`
  }
  return undefined
}

function watchStart(worker: WorkerProcess, now: number, delayed: (line: string) => void): void {
  const { name, started, pid, awaits } = worker
  const used = processorTimeOf(pid) ?? now - started
  if (used > worker.processorTime) Object.assign(worker, { processorTime: used, lastSeen: now })
  if (now - worker.lastReported < REPORT) return
  worker.lastReported = now
  const [taken, busy] = [now - started, used].map((time) => (time / 1_000).toFixed(1))
  delayed(
    `${name} has been starting for ${taken} s, with ${busy} s of processor time, and waits for ${awaits}`
  )
}

/** Milliseconds between two looks. */
const WATCH = 500
/** Milliseconds until a start is told to take long, and again. */
const REPORT = 10_000
/** Seconds that a worker may take to come up. */
const STARTING = 30
