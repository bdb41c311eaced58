// The entry of a worker process. What it works with is loaded here, so that the master hears of it where that fails.
import { explainFailure } from '../file-descriptors.js'
import type { ToMaster } from '../messages.js'

try {
  const { Worker } = await import('../worker/worker.js')
  new Worker().listen()
} catch (error) {
  const failed: ToMaster = { type: 'failed', reason: explainFailure(error) }
  process.send?.(failed, () => process.exit(1))
}
