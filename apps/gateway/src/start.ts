import closeWithGrace from 'close-with-grace'
import { type Config, formatAddress } from './config.js'
import { openDatabase } from './open-database.js'
import { createServer } from './server.js'

/**
 * Serves the shop until SIGINT or SIGTERM. Resolves to its address when it listens.
 *
 * @throws with one line for people where the database or the address cannot be had; nothing is left open then
 */
export async function start(config: Config): Promise<string> {
  const database = await openDatabase(config)
  const app = createServer(config, database.url)
  const { close, uninstall } = closeWithGrace({ delay: 10_000, logger: app.log, skip: [...STOP] }, stop)
  let closing: void | Promise<void>
  // The terminal sends Ctrl-C to npm and to us, and npm passes it on: the second of the two is the same wish.
  for (const signal of STOP) process.on(signal, () => (closing ??= close()))
  try {
    return await app.listen({
      ...config.bind,
      listenTextResolver: (address) => `Larder listens on ${address}`
    })
  } catch (error) {
    uninstall()
    await stop()
    throw explain(error, config)
  }

  async function stop() {
    await app.close()
    await database.release()
  }
}

const STOP = ['SIGINT', 'SIGTERM'] as const

function explain(error: unknown, { bind }: Config): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const where = formatAddress(bind)
  if (code === 'EADDRINUSE')
    return new Error(`${where} is taken. Stop what listens there, or choose another: --bind 127.0.0.1:8001`)
  if (code === 'EACCES')
    return new Error(
      `${where} may not be used by this account. Choose a port from 1024 up: --bind 127.0.0.1:8001`
    )
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new Error(`${where} is not an address of this machine.`)
  return error
}
