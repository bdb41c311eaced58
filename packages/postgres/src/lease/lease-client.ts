import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { checkSockets, type Paths } from '../checkout/paths.js'
import { POSTGRES_ERR_KEEPER } from '../errors.js'
import { parseJson } from '../parse-json.js'
import { type Greeting, isGreeting } from './messages.js'

/** A lease as the kernel knows it. */
export interface Connection extends Greeting {
  socket: Socket
}

/** Where the keeper listens. */
export function keeperSocket(paths: Paths): string {
  return join(paths.sockets, 'keeper.sock')
}

/**
 * Connects to the keeper and waits for its greeting: a keeper that is about to end never gives one.
 *
 * @returns undefined when no keeper answers
 * @throws POSTGRES_ERR_SOCKETS when a stranger could be listening there; POSTGRES_ERR_KEEPER when the greeting makes no sense
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
