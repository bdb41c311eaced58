import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { checkSockets, type Paths } from '../checkout/paths.js'
import { POSTGRES_ERR_KEEPER } from '../errors.js'
import { parseJson } from '../parse-json.js'
import { type Greeting, isGreeting } from './messages.js'

/** A lease, as an open connection. */
export interface Connection extends Greeting {
  socket: Socket
}

export function keeperSocket(paths: Paths): string {
  return join(paths.sockets, 'keeper.sock')
}

/**
 * Connects to the keeper and waits for its greeting. A keeper that is about to end sends none.
 *
 * @returns undefined when no keeper answers
 * @throws POSTGRES_ERR_SOCKETS when another user could listen there; POSTGRES_ERR_KEEPER when the
 * greeting makes no sense
 */
export async function connectToKeeper(paths: Paths): Promise<Connection | undefined> {
  if (!(await checkSockets(paths))) return undefined
  const socket = connect(keeperSocket(paths))
  const line = await readLine(socket)
  if (line === undefined) {
    socket.destroy()
    return undefined
  }
  const greeting = parseJson(line)
  if (isGreeting(greeting)) return { ...greeting, socket }
  socket.destroy()
  throw new POSTGRES_ERR_KEEPER(paths.state)
}

/**
 * Whether a keeper answers. To ask takes a lease, which is given back: one that was only dropped could be
 * the last for a moment, and who gives back its own then would not wait for the end of the server.
 */
export async function isKept(paths: Paths): Promise<boolean> {
  const connection = await connectToKeeper(paths)
  if (connection) await giveBack(connection)
  return connection !== undefined
}

/** Waits for the keeper's answer that other leases are left, or for the end of its process. */
export async function giveBack({ socket, pid }: Connection): Promise<void> {
  let kept = false
  socket.once('data', () => {
    kept = true
  })
  if (!socket.closed) await once(socket.ref().end(), 'close')
  if (!kept) await whenEnded(pid)
}

/** The kernel closes the connections of a process a moment before the process is gone. */
async function whenEnded(pid: number): Promise<void> {
  for (let attempt = 0; attempt < 100 && isAlive(pid); attempt++) await delay(5)
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Resolves with undefined when the connection fails, closes, or stays silent for five seconds. */
function readLine(socket: Socket): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = ''
    const silence = setTimeout(() => settle(), 5000)
    const settle = (line?: string) => {
      clearTimeout(silence)
      resolve(line)
    }
    socket.setEncoding('utf8').on('data', (part) => {
      text += part
      if (text.endsWith('\n')) settle(text)
    })
    socket.on('error', () => settle()).once('close', () => settle())
  })
}
