// The entry of a process that prepares the database that the master tells it of, and ends.
import { workAsChild } from '@larder/serve'
import type { DatabaseToPrepare } from '../database/prepare-database.js'

await workAsChild<DatabaseToPrepare>(async (database) => {
  const { prepareDatabase } = await import('../database/prepare-database.js')
  await prepareDatabase(database)
})
