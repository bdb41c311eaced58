import { spawn } from 'node:child_process'

const running = new Set()

/** From now on a signal ends the commands that run quietly, and then this process, with 130. */
export function endOnSignals() {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      for (const child of running) {
        child.kill(signal)
        child.once('close', () => process.exit(130))
      }
      if (running.size === 0) process.exit(130)
    })
  }
}

/**
 * Runs a command without showing what it prints.
 *
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export async function runQuietly(command, args, options) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk
    })
  }
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  running.delete(child)
  return { code, output }
}

/** An error whose `problems` are shown one by one. */
export function problemsError(problems) {
  return Object.assign(new Error(problems.join('\n')), { problems })
}

/** The last lines of what a command has printed, as one. */
export function lastLines(output, count = 6) {
  return output.trim().split('\n').slice(-count).join('\n  ')
}
