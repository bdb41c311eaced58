import closeWithGrace from 'close-with-grace'
import { type Config, readDatabaseUrl } from './config.js'
import { listen } from './listen.js'
import { openDatabase } from './open-database.js'
import { createServer } from './server.js'

/**
 * Serves the shop until SIGINT or SIGTERM. Resolves to its address when it listens.
 *
 * @throws with one line for people where the database or the address cannot be had; nothing is left open then
 */
export async function start(config: Config): Promise<string> {
  const database = await openDatabase(readDatabaseUrl(), config.migrate)
  const app = createServer(config, database.url)
  try {
    const address = await listen(app, config.bind)
    stopOnSignals()
    return address
  } catch (error) {
    await stop()
    throw error
  }

  function stopOnSignals() {
    const { close } = closeWithGrace({ delay: 10_000, logger: app.log, skip: [...SIGNALS] }, stop)
    let closing = false
    // The terminal sends Ctrl-C to npm and to us, and npm passes it on: the second of the two is the same wish.
    for (const signal of SIGNALS) {
      process.on(signal, () => {
        if (!closing) close()
        closing = true
      })
    }
  }

  async function stop() {
    await app.close()
    await database.release()
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const
