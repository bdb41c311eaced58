// A process that checks the database of DATABASE_URL, or migrates the embedded one, and ends.
import { readDatabaseUrl } from '../settings/config.js'
import { type Complaint, MIGRATE, POOLER } from './hold-database.js'
import { openDatabase } from './open-database.js'

try {
  const database = await openDatabase(readDatabaseUrl(), {
    migrate: process.argv.includes(MIGRATE),
    pooler: process.argv.includes(POOLER)
  })
  await database.release()
} catch (error) {
  const complaint: Complaint = { reason: error instanceof Error ? error.message : String(error) }
  process.send?.(complaint)
  process.exitCode = 1
}
process.disconnect?.()
