// Fills the shop with goods; on the embedded database also with the demo customer. Safe to run again.
import { openDatabase } from './database.mjs'
import { fail, run } from './run.mjs'

/** Runs prisma/seed.ts on the database. */
export async function seed({ url, embedded }) {
  const code = await run('tsx', ['prisma/seed.ts'], {
    env: { DATABASE_URL: url, LARDER_SEED_DEMO: embedded ? '1' : '' }
  })
  if (code !== 0) fail('The seed failed: see above.')
}

if (process.argv[1] === import.meta.filename) {
  const database = await openDatabase()
  await seed(database)
  await database.release()
}
