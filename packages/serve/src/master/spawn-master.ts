import { type ChildProcess, spawn } from 'node:child_process'
import { openSync } from 'node:fs'
import { SERVE_ERR_ENDED, SERVE_ERR_REPORTED } from '../errors.js'
import { type LogOptions, makeLogFolder } from '../logs/log-files.js'
import { FIRST_SOCKET } from '../messages.js'
import type { ListeningSocket } from '../sockets/listening-sockets.js'
import { handOver, type StartReport } from './handover.js'

type Up = Extract<StartReport, { type: 'up' }>

/** How a command was called, so that it can be called again. */
export interface Call {
  /** What it is called on the command line. */
  command: string
  /** The file of its program. */
  bin: string
  args: string[]
}

/**
 * Starts a master by the same call in a session of its own, and waits until its workers serve. What it writes besides its
 * logs, Node's own last words say, goes to the error log.
 *
 * @throws what kept it from serving
 */
export async function startDaemon({ command, bin, args }: Call, logs: LogOptions): Promise<Up> {
  const output = logs.errorLogfile === '-' ? 'ignore' : openAppending(logs.errorLogfile, logs)
  const daemon = spawn(process.execPath, [...process.execArgv, bin, ...args], {
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
    env: handOver({ daemon: true, successor: false, sockets: [] })
  })
  const up = await reportOf(daemon, (line) => console.error(`${command}: ${line}`))
  daemon.disconnect()
  daemon.unref()
  return up
}

/** Starts a master by the same call that listens on the same sockets: from the code as it is now. */
export function startSuccessor(
  { bin, args }: Call,
  sockets: ListeningSocket[],
  daemon: boolean,
  onDelay: (line: string) => void
): { child: ChildProcess; up: Promise<Up> } {
  const inherited = sockets.map((socket, index) => ({ ...socket, fd: FIRST_SOCKET + index }))
  const child = spawn(process.execPath, [...process.execArgv, bin, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc', ...sockets.map(({ fd }) => fd)],
    env: handOver({ daemon, successor: true, sockets: inherited })
  })
  return { child, up: reportOf(child, onDelay) }
}

async function reportOf(master: ChildProcess, onDelay: (line: string) => void): Promise<Up> {
  const report = await new Promise<Exclude<StartReport, { type: 'awaits' }>>((resolve, reject) => {
    master.on('message', (report: StartReport) => {
      if (report.type === 'awaits') onDelay(report.message)
      else resolve(report)
    })
    master.once('error', reject)
    master.once('close', (code, signal) => reject(new SERVE_ERR_ENDED(signal ?? `exit code ${code}`)))
  })
  if (report.type === 'up') return report
  throw Object.assign(new SERVE_ERR_REPORTED(report.message), { exitCode: report.exitCode })
}

function openAppending(file: string, logs: LogOptions): number {
  makeLogFolder(file, logs)
  return openSync(file, 'a')
}
