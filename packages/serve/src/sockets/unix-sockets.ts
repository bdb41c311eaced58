import { once } from 'node:events'
import { lstatSync, rmSync, type Stats } from 'node:fs'
import { connect, type Socket } from 'node:net'

/**
 * Connects to the Unix socket of another process.
 *
 * @returns undefined where nobody answers
 */
export async function connectTo(path: string): Promise<Socket | undefined> {
  if (isTooLong(path)) return undefined
  const socket = connect({ path, allowHalfOpen: true })
  try {
    await once(socket, 'connect')
    return socket
  } catch {
    socket.destroy()
    return undefined
  }
}

/** Whether a process answers on a Unix socket. One that was killed leaves its socket behind. */
export async function isAnswered(path: string): Promise<boolean> {
  const socket = await connectTo(path)
  socket?.destroy()
  return socket !== undefined
}

/**
 * Makes a path free to listen on: removes the socket that a killed process has left there, and nothing else.
 *
 * @throws an error whose code is ENOTSOCK where another file has the name, EADDRINUSE where a process listens, ENAMETOOLONG
 */
export async function freePath(path: string): Promise<void> {
  // Node 20 cuts a path that is too long, and says nothing (nodejs/node#48316).
  if (isTooLong(path)) throw failure('ENAMETOOLONG')
  const found = statOf(path)
  if (!found) return
  if (!found.isSocket()) throw failure('ENOTSOCK')
  if (await isAnswered(path)) throw failure('EADDRINUSE')
  rmSync(path, { force: true })
}

/** Removes a socket; a file that has taken its name stays. */
export function removeSocket(path: string): void {
  if (statOf(path)?.isSocket()) rmSync(path, { force: true })
}

/** What the codes of {@link freePath}, and those of the system, mean for a path. */
export const PATH_PROBLEMS: Record<string, string> = {
  EADDRINUSE: 'is taken. Stop what listens there, or choose another path.',
  ENOTSOCK: 'is a file, and no socket: it stays as it is. Choose another path.',
  EACCES: 'cannot be made: its folder is missing or not ours to write to.',
  ENOENT: 'cannot be made: its folder is missing.',
  ENAMETOOLONG: 'is too long for a socket: 107 bytes at most.'
}

function isTooLong(path: string): boolean {
  return Buffer.byteLength(path) > MOST_BYTES
}

function statOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false })
}

function failure(code: string): Error {
  return Object.assign(new Error(code), { code })
}

/** unix(7): `sun_path` has 108 bytes with the closing NUL. Elsewhere it is 104; there this rule is for Linux's paths alone. */
const MOST_BYTES = 107
