import { closeSync, openSync } from 'node:fs'

/** What the master does at a signal. */
export interface SignalActions {
  stop(quick: boolean): void
  reload(): void
  /** One worker more, or one less. */
  scaleBy(step: 1 | -1): void
  reopenLogs(): void
  upgrade(): void
  /** Ends the workers and keeps the master. */
  retire(): void
}

/**
 * Listens to the signals as gunicorn's master does (https://docs.gunicorn.org/en/stable/signals.html). CHLD, which
 * gunicorn replaces dead workers at, is Node's own matter.
 */
export function listenToSignals(actions: SignalActions): void {
  const terminal = hasTerminal()
  process.on('SIGTERM', () => actions.stop(false))
  process.on('SIGINT', () => actions.stop(true))
  process.on('SIGQUIT', () => actions.stop(true))
  process.on('SIGHUP', () => {
    // A window that is closed sends it too, and whoever closes it expects no shop to stay.
    if (terminal && !hasTerminal()) actions.stop(false)
    else actions.reload()
  })
  process.on('SIGTTIN', () => actions.scaleBy(1))
  process.on('SIGTTOU', () => actions.scaleBy(-1))
  process.on('SIGUSR1', () => actions.reopenLogs())
  process.on('SIGUSR2', () => actions.upgrade())
  process.on('SIGWINCH', () => actions.retire())
}

function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
