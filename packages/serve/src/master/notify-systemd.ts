import { execFile } from 'node:child_process'
import type { Logger } from 'pino'

/**
 * Tells systemd the state of a service of `Type=notify` (sd_notify(3)), one message after the other. Without
 * `NOTIFY_SOCKET` it does nothing. Node has no datagram sockets of Unix, so systemd's own `systemd-notify` sends the
 * messages; the unit needs `NotifyAccess=all`, since that is another process.
 */
export function createNotifier(
  log: Pick<Logger, 'warn'>,
  env = process.env
): (...states: string[]) => Promise<void> {
  let before = Promise.resolve()
  return (...states) => {
    if (!env.NOTIFY_SOCKET) return before
    before = before
      .then(() => send(states))
      .catch((error) => log.warn(`systemd was not notified: ${error.message}`))
    return before
  }
}

function send(states: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile('systemd-notify', states, { timeout: PATIENCE }, (error) => (error ? reject(error) : resolve()))
  })
}

/** Milliseconds after which a message that systemd does not take is given up. */
const PATIENCE = 10_000
