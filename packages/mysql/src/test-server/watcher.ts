import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Looks after a server in a temporary folder: both are gone when this process has ended, even by `kill -9`. */
export interface Watcher {
  /** The process to kill at the end; undefined for none. */
  watch(pid: number | undefined): void
  /** Kills the process and removes the folder now. */
  remove(): Promise<void>
}

/**
 * Starts a shell that reads from a pipe, which ends with this process. The shell has a session of its own,
 * so that Ctrl-C in a terminal does not end it before its work is done.
 */
export function startWatcher(folder: string): Watcher {
  const shell = spawn('sh', ['-c', SCRIPT, 'sh', folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore']
  })
  const ended = once(shell, 'exit')
  shell.unref()
  return {
    watch(pid) {
      shell.stdin.write(`${pid ?? ''}\n`)
    },
    async remove() {
      shell.ref()
      shell.stdin.end()
      await ended
    }
  }
}

// A file that the server was about to make can keep its folder from being removed at the first try.
const SCRIPT = `
  while read -r pid; do server=$pid; done
  [ -n "$server" ] && kill -9 "$server"
  rm -rf "$1" || { sleep 1; rm -rf "$1"; }`
