import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs a command of the workspace in the foreground and resolves to its exit code. A signal that ends us ends it first.
 *
 * @param options those of `spawn`; with `isStep` more is to follow, and a signal ends us also where the command ends well
 * after it, as turbo does
 */
export async function run(command, args, { env = {}, isStep = false, ...options } = {}) {
  let interrupted = false
  const pass = (signal) => {
    interrupted = true
    child.kill(signal)
  }
  // Before it is there: it may run, and somebody end us, before spawn returns.
  for (const signal of SIGNALS) process.on(signal, pass)
  const child = spawn(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${command === 'turbo' ? `${root}scripts/turbo:` : ''}${root}node_modules/.bin:${process.env.PATH}`,
      ...QUIET,
      ...env
    },
    ...options
  })
  const [code, signal] = await new Promise((resolve) => {
    child.on('error', (error) => fail(explainSpawn(command, error)))
    child.on('exit', (...outcome) => resolve(outcome))
  })
  for (const signal of SIGNALS) process.off(signal, pass)
  // What handles a signal itself, as psql does, ends well after it.
  if (signal || (interrupted && (isStep || code !== 0))) process.exit(130)
  return code
}

function explainSpawn(command, { code, message }) {
  if (code !== 'ENOENT' && code !== 'EACCES') return `${command} could not be run: ${message}`
  return `${command} is not there, or may not be run (${code}). "npm start" installs what Larder needs.`
}

/** Ends the process with one line that says what to do. */
export function fail(message) {
  console.error(`larder: ${message}`)
  process.exit(1)
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']
const QUIET = {
  TURBO_TELEMETRY_DISABLED: '1',
  TURBO_NO_UPDATE_NOTIFIER: '1',
  TURBO_PRINT_VERSION_DISABLED: '1'
}
