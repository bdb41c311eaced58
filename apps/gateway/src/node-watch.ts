// `node --watch` has each process tell its parent, by way of the channel between them, what it loads. Node has no words for
// this in its documentation.
const { WATCH_REPORT_DEPENDENCIES: watched } = process.env

/** The environment for a process whose messages are all to be ours. */
export function unwatchedEnvironment(): NodeJS.ProcessEnv {
  const { WATCH_REPORT_DEPENDENCIES, ...env } = process.env
  return env
}

/** Passes a message of a child on to `node --watch`, for which it may be. */
export function tellWatcher(message: object): void {
  if (watched) process.send?.(message)
}
