import { createClient } from '@larder/database'
import { upgrade } from '@larder/migrations'
import { fail, root, run } from '../run.mjs'
import { openPostgres } from './open-postgres.mjs'

/** Opens the database, migrates it, and fills it where it is embedded and empty. */
export async function prepareDatabase() {
  const database = await openPostgres()
  const { url, embedded } = database
  const onProgress = (line) => console.error(`larder: ${line}`)
  await upgrade({ url, migrations: `${root}prisma/migrations`, onProgress }).catch((error) => {
    const advice = embedded
      ? ''
      : '\nThis is the database of DATABASE_URL. Unset it to use the embedded PostgreSQL.'
    fail(error.message + advice)
  })
  if (embedded && (await isEmpty(url))) await seed(database)
  return database
}

/** Runs prisma/seed.ts on the database. */
export async function seed({ url, embedded }) {
  const code = await run('tsx', ['prisma/seed.ts'], {
    env: { DATABASE_URL: url, LARDER_SEED_DEMO: embedded ? '1' : '' }
  })
  if (code !== 0) fail('The seed failed: see above.')
}

/** Whether the shop has no goods. */
export async function isEmpty(url) {
  const db = createClient(url, { poolSize: 1 })
  const goods = await db.good.count().finally(() => db.$disconnect())
  return goods === 0
}
