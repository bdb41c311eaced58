import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { dataOf, type Paths } from '../checkout/paths.js'
import type { Binaries } from './binaries.js'
import { serverEnvironment } from './cluster.js'
import { keeperMark, type LockHolder } from './lock-holder.js'

export interface Server {
  /** Settles when the process has ended, for whatever reason. */
  ended: Promise<unknown>
  /** Ends all sessions and the server. */
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL and waits until it accepts connections.
 *
 * @returns undefined when another server locked the data first or is still ending: look again
 * @throws an error with the server's last words
 */
export async function startServer(
  paths: Paths,
  binaries: Binaries,
  stale: LockHolder | undefined,
  signal: AbortSignal
): Promise<Server | undefined> {
  const log = join(paths.state, 'postgres.log')
  await boundLog(log)
  const begin = await sizeOf(log)
  const child = await spawnServer(paths, binaries, stale, log)
  const server = { ended: once(child, 'exit'), stop: () => stop(child) }
  try {
    if (await becomesReady(child, paths, signal)) return server
  } catch (error) {
    await stop(child)
    throw error
  }
  // A kill -9 says nothing about the next attempt.
  if (child.signalCode === 'SIGKILL') return undefined
  const lastWords = (await readFile(log)).subarray(begin).toString()
  if (LOST_TO_ANOTHER.test(lastWords)) return undefined
  throw new Error(lastWords)
}

/**
 * Another server has the lock or its shared memory, or removed the folder of the sockets at its
 * end.
 */
const LOST_TO_ANOTHER =
  /lock file .*(already exists|is empty)|could not create lock file "\/tmp|shared memory block/

async function spawnServer(paths: Paths, binaries: Binaries, stale: LockHolder | undefined, log: string) {
  const settings = {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: paths.sockets,
    max_connections: '200',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off'
  }
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const output = await open(log, 'a', 0o600)
  try {
    const child = spawn(binaries.postgres, ['-D', dataOf(paths), '-c', keeperMark(process.pid), ...options], {
      ...paths.account,
      cwd: '/',
      stdio: ['ignore', output.fd, output.fd],
      // PostgreSQL refuses to start while a process has the number in a stale lock, unless that
      // process is its grandparent (miscinit.c, CreateLockFile). Removing the lock ourselves would
      // be a race.
      env: { ...serverEnvironment(), ...(stale && { PG_GRANDPARENT_PID: String(stale.pid) }) }
    })
    await once(child, 'spawn')
    return child
  } finally {
    await output.close()
  }
}

/** PostgreSQL tells in its lock file when it is ready; pg_ctl looks there too. */
async function becomesReady(child: ChildProcess, paths: Paths, signal: AbortSignal): Promise<boolean> {
  while (!hasEnded(child)) {
    const lock = await readFile(join(dataOf(paths), 'postmaster.pid'), 'utf8').catch(() => '')
    const lines = lock.split('\n')
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true
    await delay(10, undefined, { signal })
  }
  return false
}

/** SIGINT ends all sessions and writes a checkpoint. After SIGQUIT the next start recovers. */
async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return
  const ended = once(child, 'exit')
  const impatience = setTimeout(() => child.kill('SIGQUIT'), 20_000)
  child.kill('SIGINT')
  await ended
  clearTimeout(impatience)
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

/**
 * Empties a log of more than 4 MB, if it can. The server appends, so it writes on from the new end.
 */
export async function boundLog(log: string): Promise<void> {
  if ((await sizeOf(log)) > 4 * 1024 * 1024) await truncate(log).catch(() => {})
}

async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.size ?? 0
}
