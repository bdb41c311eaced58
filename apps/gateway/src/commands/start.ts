import { exitCodeOf } from '../errors.js'
import { Gateway } from '../master/gateway.js'
import { type StartReport, takeOver } from '../master/handed-over.js'
import { startDaemon } from '../master/spawn-gateway.js'
import { type Given, readConfig } from '../settings/config.js'
import type { Config } from '../settings/settings.js'

/**
 * Serves the shop, in the background with `--daemon`. Resolves to its addresses when all workers serve.
 *
 * @param args the command's arguments, with which it can be started again
 * @throws with one line for people where a setting is wrong, the database or an address cannot be had, or the workers do
 *   not come up; nothing is left open then
 */
export async function start(given: Given, args: string[]): Promise<string[]> {
  const handedOver = takeOver()
  try {
    const { config } = readConfig(given)
    if (config.daemon && !handedOver.daemon) return await startInBackground(args, config)
    const onDelay = (message: string) => report({ type: 'awaits', message })
    const addresses = await new Gateway({ given, args, config, handedOver, onDelay }).start()
    report({ type: 'up', pid: process.pid, addresses })
    return addresses
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    report({ type: 'failed', message, exitCode: exitCodeOf(error) })
    throw error
  }

  function report(outcome: StartReport) {
    // Whoever started us may be gone by now.
    if ((handedOver.daemon || handedOver.successor) && process.connected) process.send?.(outcome)
  }
}

async function startInBackground(args: string[], config: Config): Promise<string[]> {
  if (config.errorLogfile === '-') {
    console.error('gateway: Without --error-logfile nobody will know what goes wrong in the background.')
  }
  const { pid, addresses } = await startDaemon(args, config)
  console.log(`Larder (pid ${pid}) listens on ${addresses.join(', ')}`)
  return addresses
}
