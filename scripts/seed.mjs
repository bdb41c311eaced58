// Fills the shop with goods; on the embedded database also with the demo customer. Safe to run again.
import { installAndBuild } from './workspace.mjs'

await installAndBuild()
// What comes from our packages is there only now.
const { openPostgres } = await import('./database/open-postgres.mjs')
const { seed } = await import('./database/seed.mjs')
const database = await openPostgres()
await seed(database)
await database.release()
