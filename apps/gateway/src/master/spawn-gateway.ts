import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { GATEWAY_ERR_ENDED, GATEWAY_ERR_REPORTED } from '../errors.js'
import { makeLogFolder } from '../server/log-files.js'
import type { Config } from '../settings/settings.js'
import { FIRST_SOCKET } from '../worker/worker-messages.js'
import { handOver, type StartReport } from './handed-over.js'
import type { ListeningSocket } from './listening-sockets.js'

type Up = Extract<StartReport, { type: 'up' }>

/**
 * Starts a gateway with these arguments in a session of its own, and waits until its workers serve. What it writes
 * besides its logs, Node's own last words say, goes to the error log.
 *
 * @throws what kept it from serving
 */
export async function startDaemon(args: string[], config: Config): Promise<Up> {
  const output = config.errorLogfile === '-' ? 'ignore' : openAppending(config.errorLogfile, config)
  const daemon = spawn(process.execPath, [...process.execArgv, GATEWAY, ...args], {
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
    env: handOver({ daemon: true, successor: false, sockets: [] })
  })
  const up = await reportOf(daemon, (line) => console.error(`gateway: ${line}`))
  daemon.disconnect()
  daemon.unref()
  return up
}

/** Starts a gateway with these arguments that listens on the same sockets: from the code as it is now. */
export function startSuccessor(
  args: string[],
  sockets: ListeningSocket[],
  daemon: boolean,
  onDelay: (line: string) => void
): { child: ChildProcess; up: Promise<Up> } {
  const inherited = sockets.map((socket, index) => ({ ...socket, fd: FIRST_SOCKET + index }))
  const child = spawn(process.execPath, [...process.execArgv, GATEWAY, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...sockets.map(({ fd }) => fd)],
    env: handOver({ daemon, successor: true, sockets: inherited })
  })
  return { child, up: reportOf(child, onDelay) }
}

const GATEWAY = fileURLToPath(new URL('../../bin/gateway.js', import.meta.url))

async function reportOf(gateway: ChildProcess, onDelay: (line: string) => void): Promise<Up> {
  const report = await new Promise<Exclude<StartReport, { type: 'awaits' }>>((resolve, reject) => {
    gateway.on('message', (report: StartReport) => {
      if (report.type === 'awaits') onDelay(report.message)
      else resolve(report)
    })
    gateway.once('error', reject)
    gateway.once('close', (code, signal) => reject(new GATEWAY_ERR_ENDED(signal ?? `exit code ${code}`)))
  })
  if (report.type === 'up') return report
  throw Object.assign(new GATEWAY_ERR_REPORTED(report.message), { exitCode: report.exitCode })
}

function openAppending(file: string, config: Config): number {
  makeLogFolder(file, config)
  return openSync(file, 'a')
}
