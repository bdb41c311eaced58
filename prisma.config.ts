import { enginePath } from '@larder/schema-engine'
import { defineConfig } from 'prisma/config'

// Prisma's own engine is a download; ours comes with the packages.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= enginePath

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations', seed: 'node scripts/seed.mjs' },
  datasource: { url: await databaseUrl() }
})

/** The embedded PostgreSQL runs for as long as this process does, if no other needs it for longer. */
async function databaseUrl(): Promise<string | undefined> {
  if (process.env.DATABASE_URL || !/^(migrate|db|studio)$/.test(process.argv[2] ?? '')) {
    return process.env.DATABASE_URL
  }
  const { acquirePostgres } = await import('@larder/database/embedded')
  const { url } = await acquirePostgres({ folder: import.meta.dirname, onProgress: console.error })
  return url
}
