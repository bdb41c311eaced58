import { closeSync, openSync, readFileSync } from 'node:fs'
import type { FastifyBaseLogger } from 'fastify'

/**
 * Why a worker does not start, in one line. Where the process may open few files, Node says that modules are missing which
 * are there.
 */
export function explainStart(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  const limit = readLimit()
  return limit !== undefined && limit < FEW ? `${reason} (${describeLimit(limit)})` : reason
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
    log.error(`Connections are cut off: no file descriptor is left (${describeLimit(readLimit())})`)
  }, LOOK)
  watch.unref()
}

function isOneLeft(): boolean {
  try {
    closeSync(openSync('/dev/null', 'r'))
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'EMFILE')
  }
}

function describeLimit(limit = Number.NaN): string {
  const allowed = Number.isNaN(limit) ? 'the limit' : `${limit} are allowed`
  return `${allowed}; raise it with "ulimit -n 65536", or LimitNOFILE=65536 in systemd's unit`
}

/** How many files this process may have open, where the system tells. */
function readLimit(): number | undefined {
  try {
    const [, soft] = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
    return soft === undefined ? undefined : Number(soft)
  } catch {
    return undefined
  }
}

/** The shop's modules, logs and connections need about a hundred. */
const FEW = 256
/** Milliseconds. */
const LOOK = 1_000
const SILENCE = 60_000
