import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { checkSockets, type Place } from '../checkout/paths.js'
import type { Greeting } from './lease-server.js'

/** A lease as the kernel knows it. */
export interface Connection extends Greeting {
  socket: Socket
}

/** Where the keeper listens. */
export function keeperSocket(place: Place): string {
  return join(place.sockets, 'keeper.sock')
}

/**
 * Connects to the keeper and waits for its greeting: a keeper that is about to end never gives one.
 *
 * @returns undefined when no keeper answers
 * @throws POSTGRES_ERR_SOCKETS when a stranger could be listening there
 */
export async function connectToKeeper(place: Place): Promise<Connection | undefined> {
  if (!(await checkSockets(place))) return undefined
  const socket = connect(keeperSocket(place))
  const line = await readLine(socket)
  if (line === undefined) {
    socket.destroy()
    return undefined
  }
  const greeting: Greeting = JSON.parse(line)
  return { ...greeting, socket }
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
