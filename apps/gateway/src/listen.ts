import { once } from 'node:events'
import { unlink } from 'node:fs/promises'
import { connect } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { type Address, formatAddress } from './config.js'

/**
 * Listens there, in the place of a Unix socket that a killed process has left.
 *
 * @throws with one line for people that says what to do
 */
export async function listen(app: FastifyInstance, address: Address): Promise<string> {
  if ('path' in address && (await isStale(address.path))) await unlink(address.path)
  try {
    return await app.listen({ ...address, listenTextResolver: (text) => `Larder listens on ${text}` })
  } catch (error) {
    throw explain(error, address)
  }
}

async function isStale(path: string): Promise<boolean> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return false
  } catch (error) {
    return codeOf(error) === 'ECONNREFUSED'
  } finally {
    socket.destroy()
  }
}

function explain(error: unknown, address: Address): unknown {
  const where = formatAddress(address)
  const reasons: Record<string, string> =
    'path' in address
      ? {
          EADDRINUSE: `${where} is taken. Stop what listens there, or choose another path.`,
          EACCES: `${where} cannot be made: its folder is missing or not ours to write to.`,
          ENOENT: `${where} cannot be made: its folder is missing.`,
          EINVAL: `${where} is too long for a socket: 107 bytes at most.`
        }
      : {
          EADDRINUSE: `${where} is taken. Stop what listens there, or choose another: --bind 127.0.0.1:8001`,
          EACCES: `${where} may not be used by this account. Choose a port from 1024 up: --bind 127.0.0.1:8001`,
          EADDRNOTAVAIL: `${where} is not an address of this machine.`,
          ENOTFOUND: `${where} is not an address of this machine.`
        }
  const reason = reasons[codeOf(error)]
  return reason ? new Error(reason) : error
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
