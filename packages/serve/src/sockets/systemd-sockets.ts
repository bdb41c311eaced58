import { readFileSync, readlinkSync } from 'node:fs'
import { adoptHandle, type ListeningSocket } from './listening-sockets.js'

/**
 * The sockets that systemd has bound and hands to this process (socket activation, sd_listen_fds(3)). As with gunicorn,
 * they take the place of `--bind`. The variables that tell of them are taken out of the environment, which others inherit.
 */
export function takeSystemdSockets(env = process.env): ListeningSocket[] {
  const { LISTEN_PID, LISTEN_FDS } = env
  for (const name of ['LISTEN_PID', 'LISTEN_FDS', 'LISTEN_FDNAMES']) delete env[name]
  if (LISTEN_PID !== String(process.pid)) return []
  return Array.from({ length: Number(LISTEN_FDS) }, (_, index) => describe(FIRST + index))
}

function describe(fd: number): ListeningSocket {
  const out: { address?: string; port?: number } = {}
  adoptHandle(fd).getsockname?.(out)
  const { address: host, port } = out
  const address = host !== undefined && port !== undefined ? { host, port } : { path: findPath(fd) }
  return { wanted: `systemd:${fd}`, address, fd, fromSystemd: true }
}

/** Node does not tell the path of a Unix socket; proc(5) does, by its inode. */
function findPath(fd: number): string {
  const [, inode] = /\[(\d+)\]/.exec(readlinkSync(`/proc/self/fd/${fd}`)) ?? []
  const lines = readFileSync('/proc/net/unix', 'utf8').split('\n')
  return lines.map((line) => line.split(/ +/)).find((parts) => parts[6] === inode)?.[7] ?? 'systemd'
}

/** The descriptor of the first; 0 to 2 are the standard streams. */
const FIRST = 3
