import { existsSync } from 'node:fs'
import path from 'node:path'
import { enginePath, projectPaths } from '@larder/schema-engine'
import { defineConfig } from 'prisma/config'

// Prisma's own engine is a download; this one comes with the packages.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= enginePath

// As the command gateway does: the environment wins.
const development = path.join(import.meta.dirname, 'development.env')
if (process.env.NODE_ENV !== 'production' && existsSync(development)) process.loadEnvFile(development)

const url = await databaseUrl()
// For a mysql:// URL: the migrations in prisma/mysql, and a copy of the schema in .larder.
const { schema, migrations } = projectPaths(url, import.meta.dirname, {
  schema: 'prisma',
  migrations: 'prisma/migrations'
})

export default defineConfig({ schema, migrations: { path: migrations }, datasource: { url } })

/** DATABASE_URL, else the embedded PostgreSQL, which is brought up for commands that need a server. */
async function databaseUrl(): Promise<string | undefined> {
  const needsServer = /^(migrate|db|studio)$/.test(process.argv[2] ?? '')
  if (!needsServer || process.env.DATABASE_URL) return process.env.DATABASE_URL
  const { openPostgres } = await import('@larder/postgres')
  const { url } = await openPostgres({ folder: import.meta.dirname, onProgress: console.error })
  return url
}
