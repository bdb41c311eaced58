// The entry of a process that prepares the database that the master tells it of, and ends. What it works with is loaded here,
// so that the master hears of it where that fails.
import { once } from 'node:events'
import { explainFailure } from '@larder/serve'
import type { Complaint } from '../database/hold-database.js'

try {
  const [[database], { prepareDatabase }] = await Promise.all([
    once(process, 'message'),
    import('../database/prepare-database.js')
  ])
  await prepareDatabase(database)
} catch (error) {
  const complaint: Complaint = { reason: explainFailure(error) }
  process.send?.(complaint)
  process.exitCode = 1
}
process.disconnect?.()
