import type { Logger } from 'pino'
import type { WorkerProcess } from './worker-process.js'

/**
 * Kills each worker that has shown no sign of its event loop for `timeout()` seconds, 0 for never; one that starts may
 * take half a minute at least. SIGKILL, and no SIGABRT before it as gunicorn sends: JavaScript that is stuck handles no
 * signal.
 */
export function killStuckWorkers(
  workers: Iterable<WorkerProcess>,
  log: Logger,
  timeout: () => number
): NodeJS.Timeout {
  let watched = performance.now()
  return setInterval(() => {
    const now = performance.now()
    // Whoever did not run himself has heard of nobody.
    const slept = now - watched > 3 * WATCH
    watched = now
    for (const worker of workers) {
      if (slept) worker.lastSeen = now
      const patience = worker.state === 'starting' ? Math.max(timeout(), STARTING) : timeout()
      if (timeout() === 0 || now - worker.lastSeen <= patience * 1_000) continue
      log.fatal(`worker ${worker.number} (pid ${worker.pid}) has been stuck for ${patience} s and is killed`)
      worker.kill()
    }
  }, WATCH)
}

/** Milliseconds between two looks. */
const WATCH = 500
/** Seconds that a worker may take to come up: a busy machine is no fault of its own. */
const STARTING = 30
