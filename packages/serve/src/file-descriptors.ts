import { closeSync, openSync, readFileSync } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'

/** How many files this process may have open, where the system tells. Read now: later there may be none left to read it. */
const limit = readLimit()

/**
 * What has ended a process, in one line, with the limit of open files where that is the cause. Where a process that starts
 * may open few, Node says that modules are missing which are there.
 */
export function explainFailure(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  if (!isOutOfDescriptors(error) && !(limit < FEW)) return reason
  return `${reason} (${Number.isNaN(limit) ? '' : `it may open ${limit} files; `}${RAISE})`
}

/**
 * Logs that there is no file descriptor left, once a minute at most. Nobody else tells: Node then cuts off each connection
 * that it accepts.
 */
export function watchDescriptors(log: Pick<FastifyBaseLogger, 'error'>): void {
  let told = Number.NEGATIVE_INFINITY
  const watch = setInterval(() => {
    if (isOneLeft() || performance.now() - told < SILENCE) return
    told = performance.now()
    log.error(`Connections are cut off: no file descriptor is left (${RAISE})`)
  }, LOOK)
  watch.unref()
}

function isOneLeft(): boolean {
  try {
    closeSync(openSync('/dev/null', 'r'))
    return true
  } catch (error) {
    return !isOutOfDescriptors(error)
  }
}

function isOutOfDescriptors(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EMFILE'
}

function readLimit(): number {
  try {
    const [, soft = Number.NaN] =
      /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return Number(soft)
  } catch {
    return Number.NaN
  }
}

const RAISE = 'raise the limit: "ulimit -n 65536", or LimitNOFILE=65536 in systemd\'s unit'

/** An app's modules, logs and connections need about a hundred. */
const FEW = 256
/** Milliseconds. */
const LOOK = 1_000
const SILENCE = 60_000
