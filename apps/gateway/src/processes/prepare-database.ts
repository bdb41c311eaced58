// The entry of a process that prepares the database that the master tells it of, and ends.
import { workAsChild } from '@larder/serve'

await workAsChild(async (task) => {
  const { Value } = await import('typebox/value')
  const { DatabaseToPrepare, prepareDatabase } = await import('../database/prepare-database.js')
  await prepareDatabase(Value.Parse(DatabaseToPrepare, task))
})
