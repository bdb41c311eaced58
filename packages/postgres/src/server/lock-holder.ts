import { execFile } from 'node:child_process'
import { readFile, readlink, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/**
 * The process that PostgreSQL's lock on its data directory names.
 * - `kept`: a server whose keeper lives; it is starting, running or stopping.
 * - `orphan`: a server whose keeper was killed.
 * - `stale`: not a server of this data; it has ended, or its number belongs to another process now.
 */
export interface LockHolder {
  pid: number
  state: 'kept' | 'orphan' | 'stale'
}

/**
 * The setting that names a server's keeper: PostgreSQL takes one with a prefix it does not know.
 */
export function keeperMark(pid: number): string {
  return `larder.keeper=${pid}`
}

/** Reads the lock (`postmaster.pid`) in the data directory, which is given by its real path. */
export async function findLockHolder(data: string): Promise<LockHolder | undefined> {
  const pid = await readLock(join(data, 'postmaster.pid'))
  if (pid === undefined) return undefined
  const found = process.platform === 'linux' ? await inspectByProc(pid, data) : await inspectByPs(pid, data)
  const keeper = /larder\.keeper=(\d+)/.exec(found?.command ?? '')?.[1]
  if (!found || keeper === undefined) return { pid, state: 'stale' }
  return { pid, state: found.parent === Number(keeper) ? 'kept' : 'orphan' }
}

async function readLock(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  if (text === '') await removeEmptyLock(path)
  const pid = Number.parseInt(text, 10)
  return pid > 0 ? pid : undefined
}

/**
 * A power cut leaves an empty lock, which PostgreSQL refuses. A young empty lock is being written.
 */
async function removeEmptyLock(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  if (found && found.size === 0 && Date.now() - found.mtimeMs > 5000) await rm(path, { force: true })
}

interface ServerProcess {
  parent: number
  command: string
}

/**
 * Identifies a server by its working directory, its data, even after a move. Slim images lack `ps`.
 */
async function inspectByProc(pid: number, data: string): Promise<ServerProcess | undefined> {
  try {
    if ((await readlink(`/proc/${pid}/cwd`)) !== data) return undefined
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ')
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return { command, parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1]) }
  } catch {
    return undefined
  }
}

async function inspectByPs(pid: number, data: string): Promise<ServerProcess | undefined> {
  const listing = await promisify(execFile)('ps', ['-ww', '-o', 'ppid=,command=', '-p', String(pid)]).catch(
    () => undefined
  )
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(listing?.stdout ?? '') ?? []
  return command?.includes(`-D ${data} `) ? { command, parent: Number(parent) } : undefined
}
