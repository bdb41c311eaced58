import type { ChildProcess } from 'node:child_process'

// `node --watch` has each process tell its parent, by way of the channel between them, what it loads. Node has no words for
// this in its documentation.
const { WATCH_REPORT_DEPENDENCIES: watched } = process.env

/** The environment for a process whose messages are all to be ours. */
export function unwatchedEnvironment(): NodeJS.ProcessEnv {
  const { WATCH_REPORT_DEPENDENCIES, ...env } = process.env
  return env
}

/** Passes the messages of a child on to `node --watch`, which starts this process anew when a file changes that it loads. */
export function reportToWatch(child: ChildProcess): void {
  if (watched) child.on('message', (message) => process.send?.(message))
}
