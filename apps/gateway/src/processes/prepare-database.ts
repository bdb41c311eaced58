// The entry of a process that prepares the database that the master tells it of, and ends.
import { workAsChild } from '@larder/serve'

await workAsChild(async ({ url, pooler, migrate }) => {
  const { prepareDatabase } = await import('../database/prepare-database.js')
  await prepareDatabase({ url: String(url), pooler: pooler === true, migrate: migrate === true })
})
