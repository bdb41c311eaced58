// The entry of a process that checks the database of DATABASE_URL, or migrates the embedded one, and ends. What it works
// with is loaded here, so that the master hears of it where that fails.
import { type Complaint, MIGRATE, POOLER } from '../database/hold-database.js'
import { explainFailure } from '../file-descriptors.js'
import { readDatabaseUrl } from '../settings/config.js'

try {
  const { openDatabase } = await import('../database/open-database.js')
  const settings = { migrate: process.argv.includes(MIGRATE), pooler: process.argv.includes(POOLER) }
  // The master has opened it, and told what there is to tell.
  const database = await openDatabase(readDatabaseUrl(), settings, () => {})
  await database.release()
} catch (error) {
  const complaint: Complaint = { reason: explainFailure(error) }
  process.send?.(complaint)
  process.exitCode = 1
}
process.disconnect?.()
