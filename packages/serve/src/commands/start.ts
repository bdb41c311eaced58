import type { AppDefinition } from '../define-app.js'
import { exitCodeOf, messageOf } from '../errors.js'
import type { AppSource } from '../load-app.js'
import { type StartReport, takeOver } from '../master/handover.js'
import { Instance, type Started } from '../master/instance.js'
import { type Call, startDaemon } from '../master/spawn-master.js'
import { type Given, NO_SETTINGS, readSettings } from '../settings/read-settings.js'
import type { ServeConfig } from '../settings/settings.js'

export interface StartOptions {
  /** Resolves to the app. What keeps it from that is told to the process that started this one. */
  loadApp(): Promise<{ app: AppDefinition; source: AppSource }>
  given: Given
  /** How this command was called, so that it can be started again. */
  call: Call
  /** What its processes are called. */
  title: string
}

/**
 * Serves an app, in the background with `--daemon`. Resolves when all workers serve.
 *
 * @throws with one line for people where a setting is wrong, the app or an address cannot be had, or the workers do not come
 *   up; nothing is left open then
 */
export async function start({ loadApp, given, call, title }: StartOptions): Promise<Started> {
  const handedOver = takeOver()
  try {
    const { app, source } = await loadApp()
    const reading = readSettings(app.settings ?? NO_SETTINGS, given)
    if (reading.config.daemon && !handedOver.daemon) return await startInBackground(call, reading.config)
    const onDelay = (message: string) => report({ type: 'awaits', message })
    const instance = new Instance({ app, source, given, reading, call, title, handedOver, onDelay })
    const started = await instance.start()
    report({ type: 'up', pid: process.pid, addresses: started.addresses })
    return started
  } catch (error) {
    report({ type: 'failed', message: messageOf(error), exitCode: exitCodeOf(error) })
    throw error
  }

  function report(outcome: StartReport) {
    // Whoever started us may be gone by now.
    if ((handedOver.daemon || handedOver.successor) && process.connected) process.send?.(outcome)
  }
}

async function startInBackground(call: Call, config: ServeConfig): Promise<Started> {
  if (config.errorLogfile === '-') {
    console.error(
      `${call.command}: Without --error-logfile nobody will know what goes wrong in the background.`
    )
  }
  const { pid, addresses } = await startDaemon(call, config)
  console.log(`Larder (pid ${pid}) listens on ${addresses.join(', ')}`)
  return { addresses }
}
