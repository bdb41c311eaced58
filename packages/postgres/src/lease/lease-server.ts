import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { parseJson } from '../parse-json.js'
import { type Greeting, isWish } from './messages.js'

/** Where leases are handed out. */
export interface LeaseServer {
  /** The queries of all who have held a lease. */
  leftovers: ReadonlySet<string>
  /** Settles when nobody holds a lease. */
  lastGivenBack: Promise<void>
  /** Hands out no more leases. */
  close(): void
}

/**
 * Listens at `path`: each open connection is a lease, which the kernel gives back for a process that was killed.
 * The channel to the process that started the keeper counts too, until that process has a connection of its own.
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
    // The last one's connection stays open and ends with this process: so its holder knows when all is gone.
    if (leases.size === 0) settle()
    else if (lease instanceof Socket) lease.end('kept\n')
  }

  const server = createServer({ allowHalfOpen: true }, (socket) => {
    leases.add(socket)
    socket.on('error', () => {})
    for (const event of ['end', 'close']) socket.once(event, () => giveBack(socket))
    createInterface({ input: socket }).on('line', (line) => {
      const wish = parseJson(line)
      if (isWish(wish)) leftovers.add(wish.leftovers)
    })
    socket.write(`${JSON.stringify(greeting)}\n`)
  })
  // What a killed keeper left. No other keeper is alive here: this one's server holds the lock on the data.
  await rm(path, { force: true })
  await once(server.listen(path), 'listening')
  process.once('disconnect', () => giveBack(process))
  if (!process.connected) giveBack(process)
  return { leftovers, lastGivenBack, close: () => void server.close() }
}
