import { lookup } from 'node:dns/promises'
import { chownSync, closeSync } from 'node:fs'
import net from 'node:net'
import { getSystemErrorName } from 'node:util'
import { SERVE_ERR_ADDRESS } from '../errors.js'
import { type Address, formatAddress } from '../settings/parse-values.js'
import type { ServeConfig } from '../settings/settings.js'
import { freePath, PATH_PROBLEMS, removeSocket } from './unix-sockets.js'

/** A socket that the master has bound and the workers accept from: each inherits its descriptor. */
export interface ListeningSocket {
  /** As it was asked for; with port 0 it is not the one in use. */
  wanted: string
  /** Where it can be reached. */
  address: Address
  fd: number
  /** Whether systemd has bound it, and keeps it when this process ends. */
  fromSystemd?: boolean
}

/**
 * The sockets of `config.bind`, unless systemd gave others: those of `present` that it still names, and the rest bound anew, in the place of Unix
 * sockets that killed processes have left.
 *
 * @throws SERVE_ERR_ADDRESS; then nothing new is left bound
 */
export async function openSockets(
  config: Pick<ServeConfig, 'bind' | 'user' | 'group' | 'umask'>,
  present: ListeningSocket[] = []
): Promise<ListeningSocket[]> {
  if (present.some(({ fromSystemd }) => fromSystemd)) return present
  const sockets: ListeningSocket[] = []
  for (const address of config.bind) {
    const wanted = formatAddress(address)
    try {
      sockets.push(present.find((one) => one.wanted === wanted) ?? (await bind(address, config)))
    } catch (error) {
      closeSockets(sockets, present)
      throw new SERVE_ERR_ADDRESS(wanted, explain(error, address))
    }
  }
  return sockets
}

/** Closes the sockets that are not among `kept`. Connections that wait in them get no answer. */
export function closeSockets(sockets: ListeningSocket[], kept: ListeningSocket[] = []): void {
  for (const { fd, address, fromSystemd } of sockets.filter((one) => !kept.includes(one))) {
    if ('path' in address && !fromSystemd) removeSocket(address.path)
    const handle = handles.get(fd)
    handles.delete(fd)
    if (handle) handle.close()
    else closeSync(fd)
  }
}

/** The part of libuv's handles that we need; Node has no type for them. */
interface Handle {
  readonly fd: number
  /** Of TCP alone. */
  getsockname?(out: { address?: string; port?: number }): number
  close(): void
}

declare module 'node:net' {
  // What node:cluster makes its own shared sockets with. In Node's public interface whoever binds also accepts, and a
  // connection that the master accepts is one that no worker serves.
  function _createServerHandle(
    host: string | null,
    port: number,
    family: 4 | 6 | -1,
    fd: number,
    flags: 0
  ): Handle | number
}

const handles = new Map<number, Handle>()

async function bind(
  address: Address,
  { user, group, umask }: Pick<ServeConfig, 'user' | 'group' | 'umask'>
): Promise<ListeningSocket> {
  const wanted = formatAddress(address)
  if ('path' in address) {
    await freePath(address.path)
    const { fd } = withUmask(umask, () => createHandle(address.path, -1, -1))
    // The workers' own account may also connect to it, as with gunicorn.
    if (user !== undefined || group !== undefined) chownSync(address.path, user ?? -1, group ?? -1)
    return { wanted, address, fd }
  }
  const { address: host, family } = await lookup(address.host)
  const handle = createHandle(host, address.port, family === 6 ? 6 : 4)
  const out: { port?: number } = {}
  // libuv keeps it to itself until somebody asks that the port is taken.
  const failure = handle.getsockname?.(out)
  if (failure) throw systemError(failure)
  return { wanted, address: { ...address, port: out.port ?? address.port }, fd: handle.fd }
}

/** Takes over a socket that another process has bound. */
export function adoptHandle(fd: number): Handle {
  return keep(net._createServerHandle(null, 0, -1, fd, 0))
}

function createHandle(host: string, port: number, family: 4 | 6 | -1): Handle {
  return keep(net._createServerHandle(host, port, family, -1, 0))
}

function keep(handle: Handle | number): Handle {
  if (typeof handle === 'number') throw systemError(handle)
  handles.set(handle.fd, handle)
  return handle
}

function withUmask<Result>(umask: number | undefined, work: () => Result): Result {
  if (umask === undefined) return work()
  const before = process.umask(umask)
  try {
    return work()
  } finally {
    process.umask(before)
  }
}

function systemError(number: number): Error {
  const code = getSystemErrorName(number)
  return Object.assign(new Error(code), { code })
}

function explain(error: unknown, address: Address): string {
  const reasons: Record<string, string> =
    'path' in address
      ? PATH_PROBLEMS
      : {
          EADDRINUSE: 'is taken. Stop what listens there, or choose another: --bind 127.0.0.1:8001',
          EACCES: 'may not be used by this account. Choose a port from 1024 up: --bind 127.0.0.1:8001',
          EADDRNOTAVAIL: 'is not an address of this machine.',
          ENOTFOUND: 'is not an address of this machine.'
        }
  return reasons[codeOf(error)] ?? `cannot be used (${error instanceof Error ? error.message : error}).`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
