import { type ChildProcess, fork } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Paths } from '../checkout/paths.js'
import { explainFailure, POSTGRES_ERR_START, POSTGRES_ERR_TIMEOUT, reviveError } from '../errors.js'
import { isKeeperMessage } from './messages.js'

/**
 * Starts a keeper in a session of its own, which Ctrl-C does not reach, and waits until it is ready
 * or has given way to another keeper.
 *
 * @returns a function that lets the keeper go: until then it holds a lease for this process
 * @throws POSTGRES_ERR_…; POSTGRES_ERR_TIMEOUT after `patience` milliseconds without progress
 */
export async function startKeeper(
  paths: Paths,
  patience: number,
  onProgress: (message: string) => void
): Promise<() => void> {
  const keeper = forkKeeper(paths)
  const letGo = () => {
    if (keeper.connected) keeper.disconnect()
    keeper.unref()
  }
  try {
    await waitUntilReady(keeper, paths, patience, onProgress)
    return letGo
  } catch (error) {
    letGo()
    throw error
  }
}

/** The keeper's file ends like this one: a loader runs both in tests of the sources. */
function forkKeeper(paths: Paths): ChildProcess {
  const extension = extname(import.meta.url)
  return fork(fileURLToPath(new URL(`../processes/keeper${extension}`, import.meta.url)), [paths.checkout], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // The keeper takes no debugger and no loader of the application.
    execArgv: extension === '.js' ? [] : process.execArgv,
    env: { ...process.env, NODE_OPTIONS: undefined }
  })
}

function waitUntilReady(
  keeper: ChildProcess,
  paths: Paths,
  patience: number,
  onProgress: (message: string) => void
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  return new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => reject(new POSTGRES_ERR_TIMEOUT(patience / 1000, paths.state)), patience)
    keeper.on('message', (message: unknown) => {
      if (!isKeeperMessage(message)) return
      if ('failed' in message) reject(reviveError(message.failed.code, message.failed.message))
      else if ('ready' in message) resolve()
      else {
        timer?.refresh()
        onProgress(message.progress)
      }
    })
    keeper.once('error', (error) => reject(explainFailure(error, paths.state)))
    // A keeper that gives way exits with 0. A killed one has no code: the caller tries again.
    keeper.once('exit', (code) => {
      if (!code) return resolve()
      const fail = () => reject(new POSTGRES_ERR_START(paths.state, `its keeper ended with code ${code}`))
      // The message with the reason may still be on its way.
      if (keeper.connected) keeper.once('disconnect', fail)
      else fail()
    })
  }).finally(() => clearTimeout(timer))
}
