import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { parseJson } from '../parse-json.js'
import { type Greeting, isWish } from './messages.js'

export interface LeaseServer {
  /** The queries of all leases there have been. */
  leftovers: ReadonlySet<string>
  /** Settles when the last lease is given back. */
  lastGivenBack: Promise<void>
  /** Hands out no more leases. */
  close(): void
}

/**
 * Hands out leases at the socket `path`. Each open connection is one, so the kernel gives back the
 * lease of a killed process. The channel to the process that started the keeper counts too, until
 * that process has connected.
 */
export async function openLeaseServer(path: string, greeting: Greeting): Promise<LeaseServer> {
  const leftovers = new Set<string>()
  const leases = new Set<Socket | NodeJS.Process>([process])
  let settle = () => {}
  const lastGivenBack = new Promise<void>((resolve) => {
    settle = resolve
  })

  function giveBack(lease: Socket | NodeJS.Process) {
    if (!leases.delete(lease)) return
    // The last connection ends with this process, so its holder knows that the server is gone.
    if (leases.size === 0) settle()
    else if (lease instanceof Socket) lease.end('kept\n')
  }

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    leases.add(socket)
    socket.on('error', () => {})
    for (const event of ['end', 'close']) socket.once(event, () => giveBack(socket))
    // It repeats the socket's errors, that of a process killed before it has read the greeting for one.
    createInterface({ input: socket })
      .on('error', () => {})
      .on('line', (line) => {
        const wish = parseJson(line)
        if (isWish(wish)) leftovers.add(wish.leftovers)
      })
    socket.write(`${JSON.stringify(greeting)}\n`)
  })
  // Removes the socket of a killed keeper. This keeper's server holds the lock, so no other is
  // alive.
  await rm(path, { force: true })
  await once(server.listen(path), 'listening')
  process.once('disconnect', () => giveBack(process))
  if (!process.connected) giveBack(process)
  return { leftovers, lastGivenBack, close: () => void server.close() }
}
