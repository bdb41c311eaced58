import { enginePath, projectPaths, sslmodeAdvice } from '@larder/schema-engine'
import { defineConfig } from 'prisma/config'

// Prisma's own engine is a download; ours comes with the packages.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= enginePath

const url = await databaseUrl()
const paths = { schema: 'prisma/schema', migrations: 'prisma/migrations' }
// The client of `prisma generate` is PostgreSQL's. The build makes MySQL's.
const isAboutFiles = /^(generate|validate|format)$/.test(process.argv[2] ?? '')
const { schema, migrations } = isAboutFiles ? paths : projectPaths(url, import.meta.dirname, paths)

export default defineConfig({
  schema,
  migrations: { path: migrations, seed: 'node scripts/seed.mjs' },
  datasource: { url }
})

/**
 * DATABASE_URL, else the embedded PostgreSQL, which runs for as long as this process does, if no other needs it for longer.
 * It is not brought up for what needs none, as `prisma generate` when the packages are yet to be built.
 */
async function databaseUrl(): Promise<string | undefined> {
  const needsServer = /^(migrate|db|studio)$/.test(process.argv[2] ?? '')
  if (!needsServer || /^(mysql|mariadb):/i.test(process.env.DATABASE_URL ?? ''))
    return process.env.DATABASE_URL
  const { openPostgres } = await import('@larder/postgres')
  const { url } = await openPostgres({
    url: process.env.DATABASE_URL,
    folder: import.meta.dirname,
    onProgress: console.error
  })
  const advice = sslmodeAdvice(url)
  if (advice) console.error(advice)
  return url
}
