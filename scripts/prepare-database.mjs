import { createClient } from '@larder/database'
import { applyMigrations } from '@larder/schema-engine'
import { openDatabase } from './database.mjs'
import { root } from './run.mjs'
import { seed } from './seed.mjs'

/** Opens the database, migrates it, and fills it where it is embedded and empty. */
export async function prepareDatabase() {
  const database = await openDatabase()
  const applied = await applyMigrations({ url: database.url, migrations: `${root}prisma/migrations` })
  if (applied.length > 0) console.error(`larder: applied ${applied.join(', ')}`)
  if (database.embedded && (await isEmpty(database.url))) await seed(database)
  return database
}

async function isEmpty(url) {
  const db = createClient(url, { poolSize: 1 })
  const goods = await db.good.count().finally(() => db.$disconnect())
  return goods === 0
}
